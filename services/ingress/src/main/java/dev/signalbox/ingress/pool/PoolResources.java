package dev.signalbox.ingress.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The pool as documents that change one by one, as resources of a cluster do. A document that is
 * refused gives way to its last good content, or is left out when it never had one, so that one
 * owner's mistake does not hold up the others. Where that makes no good pool, such as after the
 * deletion of a model that a route still needs, everything stays as it was. Not thread-safe.
 */
public final class PoolResources {
  static final String SOURCE = "kubernetes";
  private static final int MOST_ROUNDS = 8;

  private final Map<String, String> environment;
  private final Supplier<PriceBook> book;
  private Map<String, String> good = Map.of();

  /**
   * @param book the one in force, asked for at each reading
   */
  public PoolResources(Map<String, String> environment, Supplier<PriceBook> book) {
    this.environment = Map.copyOf(environment);
    this.book = book;
  }

  /**
   * What became of the documents.
   *
   * @param pool empty when the pool that was in force is to stay
   * @param refused everything that is wrong; not empty where {@code pool} is
   */
  public record Reading(Optional<PoolSnapshot> pool, List<Violation> refused) {
    public Reading {
      refused = List.copyOf(refused);
    }
  }

  /**
   * Reads all documents there are.
   *
   * @param documents one JSON document each, by {@code Kind/name}
   */
  public Reading read(Map<String, String> documents) {
    Map<String, String> tried = new TreeMap<>(documents);
    List<Violation> refused = new ArrayList<>();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      String text = String.join("\n---\n", tried.values());
      switch (PoolDocuments.parse(text, SOURCE, environment, book.get())) {
        case PoolReading.Accepted(PoolSnapshot pool) -> {
          good = Map.copyOf(tried);
          return new Reading(Optional.of(pool), refused);
        }
        case PoolReading.Refused(List<Violation> violations) -> {
          // Lines of the joined text would point nowhere.
          violations.forEach(v -> refused.add(new Violation(SOURCE, 0, v.path(), v.reason())));
          if (!giveWay(tried, blamed(violations))) {
            return new Reading(Optional.empty(), refused);
          }
        }
      }
    }
    return new Reading(Optional.empty(), refused);
  }

  /** Whether this very content of a document is in the pool that was accepted last. */
  public boolean hasAccepted(String id, String document) {
    return document.equals(good.get(id));
  }

  /** The documents of the pool that was accepted last, as they were given. */
  public Map<String, String> accepted() {
    return good;
  }

  /** Whether anything changed. */
  private boolean giveWay(Map<String, String> tried, Set<String> blamed) {
    boolean changed = false;
    for (String id : blamed) {
      String last = good.get(id);
      String bad = last == null ? tried.remove(id) : tried.replace(id, last);
      changed |= bad != null && !Objects.equals(bad, last);
    }
    return changed;
  }

  private static Set<String> blamed(List<Violation> violations) {
    return violations.stream()
        .map(violation -> violation.path().split(" ", 2)[0])
        .collect(Collectors.toSet());
  }
}
