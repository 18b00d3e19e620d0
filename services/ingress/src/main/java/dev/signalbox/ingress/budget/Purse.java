package dev.signalbox.ingress.budget;

import dev.signalbox.platform.money.Money;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All budgets of this process. Thread-safe; never waits. */
public final class Purse {
  private static final Meter[] NONE = {};

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Runnable low;
  private final Queue<Slice> slices = new ConcurrentLinkedQueue<>();
  private final Map<String, Meter> meters = new HashMap<>();
  private volatile Book book = Book.EMPTY;

  /** The meters by whose use they count. */
  private record Book(
      Map<String, Meter[]> tenants, Map<String, Meter[]> keys, Map<String, Meter[]> routes) {
    static final Book EMPTY = new Book(Map.of(), Map.of(), Map.of());

    boolean isEmpty() {
      return tenants.isEmpty() && keys.isEmpty() && routes.isEmpty();
    }
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   * @param low told when it is time to ask for more; must be quick
   */
  public Purse(InstantSource clock, LongSupplier nanoTime, Runnable low) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.low = low;
  }

  /** From now on these budgets hold, and no others; what was used of one that stays is kept. */
  public synchronized void use(Collection<Budget> budgets) {
    long second = clock.instant().getEpochSecond();
    long now = nanoTime.getAsLong();
    Set<String> kept = new HashSet<>();
    Map<String, List<Meter>> tenants = new HashMap<>();
    Map<String, List<Meter>> keys = new HashMap<>();
    Map<String, List<Meter>> routes = new HashMap<>();
    for (Budget budget : budgets) {
      kept.add(budget.id());
      Meter meter = meters.get(budget.id());
      if (meter == null) {
        meter = new Meter(budget, second, now, slices::add);
        meters.put(budget.id(), meter);
      } else {
        meter.budget(budget);
      }
      Map<String, List<Meter>> place =
          switch (budget.scope()) {
            case TENANT -> tenants;
            case KEY -> keys;
            case ROUTE -> routes;
          };
      place.computeIfAbsent(budget.subject(), subject -> new ArrayList<>()).add(meter);
    }
    meters.keySet().retainAll(kept);
    book = new Book(frozen(tenants), frozen(keys), frozen(routes));
  }

  private static Map<String, Meter[]> frozen(Map<String, List<Meter>> found) {
    Map<String, Meter[]> arrays = new HashMap<>();
    found.forEach((subject, list) -> arrays.put(subject, list.toArray(Meter[]::new)));
    return Map.copyOf(arrays);
  }

  /** Sets {@code amount} aside in every budget that a request counts against, or in none. */
  public Reserving reserve(String tenant, String key, String route, Amount amount) {
    Book now = book;
    if (now.isEmpty()) {
      return new Reserving.Reserved(Reservation.none());
    }
    Meter[] ofTenant = now.tenants.getOrDefault(tenant, NONE);
    Meter[] ofKey = now.keys.getOrDefault(key, NONE);
    Meter[] ofRoute = now.routes.getOrDefault(route, NONE);
    int count = ofTenant.length + ofKey.length + ofRoute.length;
    Taking taking = new Taking(new Slice[count], amount);
    if (taking.from(ofTenant) && taking.from(ofKey) && taking.from(ofRoute)) {
      if (taking.low) {
        low.run();
      }
      return new Reserving.Reserved(new Reservation(taking.slices, amount));
    }
    return taking.undo();
  }

  /**
   * What is left of the tightest budget in money that a request counts against, as this process
   * last heard; empty when there is none, or when it was never heard of.
   */
  public Optional<Money> left(String tenant, String key, String route) {
    return tightest(tenant, key, route).map(slice -> Money.ofNanoUsd(slice.left()));
  }

  /**
   * The slice that {@link #left} speaks of. Of several with as little the one that ends last.
   *
   * @return empty when no budget in money bounds the request, or when none was ever heard of
   */
  public Optional<Slice> tightest(String tenant, String key, String route) {
    Book now = book;
    if (now.isEmpty()) {
      return Optional.empty();
    }
    Slice ofTenant = tighter(null, now.tenants.getOrDefault(tenant, NONE));
    Slice ofKey = tighter(ofTenant, now.keys.getOrDefault(key, NONE));
    return Optional.ofNullable(tighter(ofKey, now.routes.getOrDefault(route, NONE)));
  }

  private @Nullable Slice tighter(@Nullable Slice first, Meter[] meters) {
    Slice least = first;
    for (Meter meter : meters) {
      if (meter.budget().unit() == Budget.Unit.NANO_USD) {
        Slice slice = meter.at(clock.instant().getEpochSecond(), nanoTime.getAsLong());
        if (slice.known() && (least == null || slice.tighterThan(least))) {
          least = slice;
        }
      }
    }
    return least;
  }

  /** Slices to be reported, those of earlier periods and of budgets that are gone included. */
  public Collection<Slice> slices() {
    return slices;
  }

  /** Nothing more will come of it. */
  public void forget(Slice slice) {
    slices.remove(slice);
  }

  public boolean isEmpty() {
    return book.isEmpty();
  }

  /** Takes from one budget after the other. */
  private final class Taking {
    private final Slice[] slices;
    private final Amount amount;
    private final long second = clock.instant().getEpochSecond();
    private final long now = nanoTime.getAsLong();
    private int taken;
    private boolean low;

    Taking(Slice[] slices, Amount amount) {
      this.slices = slices;
      this.amount = amount;
    }

    boolean from(Meter[] meters) {
      for (Meter meter : meters) {
        Slice slice = meter.at(second, now);
        slices[taken] = slice;
        switch (slice.tryReserve(amount.in(slice.budget().unit()), now)) {
          case PLENTY -> {}
          case LOW -> low = true;
          case NONE -> {
            return false;
          }
        }
        taken++;
      }
      return true;
    }

    Reserving undo() {
      for (int i = 0; i < taken; i++) {
        slices[i].release(amount.in(slices[i].budget().unit()));
      }
      Slice lacking = slices[taken];
      return new Reserving.Lacking(lacking, amount.in(lacking.budget().unit()));
    }
  }
}
