package dev.signalbox.ingress.flow;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last decisions of this process, as their events say them: a ring, so that memory is bounded
 * and writing costs one store. Thread-safe.
 */
public final class RecentDecisions {
  private final AtomicReferenceArray<@Nullable Kept> ring;
  private final AtomicInteger next = new AtomicInteger();

  private record Kept(
      String id, String tenant, byte[] json, AtomicReference<@Nullable BigDecimal> grade) {}

  /**
   * An empty memory.
   *
   * @param size decisions kept; 0 for none
   */
  public RecentDecisions(int size) {
    this.ring = new AtomicReferenceArray<>(size);
  }

  void keep(String id, String tenant, byte[] json) {
    if (ring.length() > 0) {
      int place = Math.floorMod(next.getAndIncrement(), ring.length());
      ring.set(place, new Kept(id, tenant, json, new AtomicReference<>()));
    }
  }

  /** The decision's event; empty when it is not remembered, or is another tenant's. */
  public Optional<byte[]> find(String id, String tenant) {
    return kept(id).filter(kept -> kept.tenant.equals(tenant)).map(Kept::json);
  }

  /** Grades a decision that has no grade; answers the grade that it has already. */
  Optional<BigDecimal> grade(String id, BigDecimal score) {
    return kept(id)
        .flatMap(kept -> Optional.ofNullable(kept.grade.compareAndExchange(null, score)));
  }

  /** Forgets a grade that could not be written down. */
  void ungrade(String id) {
    kept(id).ifPresent(kept -> kept.grade.set(null));
  }

  private Optional<Kept> kept(String id) {
    for (int i = 0; i < ring.length(); i++) {
      Kept kept = ring.get(i);
      if (kept != null && kept.id.equals(id)) {
        return Optional.of(kept);
      }
    }
    return Optional.empty();
  }
}
