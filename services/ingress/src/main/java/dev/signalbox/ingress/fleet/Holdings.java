package dev.signalbox.ingress.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which workers computed what lately, as far as this replica sent it there. Bounded: the longest
 * unused goes first. Thread-safe: stripes that are locked for a moment each.
 */
public final class Holdings {
  private static final int STRIPES = 16;
  private static final int STRIPE_BITS = 4;

  /** Workers remembered for one key: a system prompt may lie on all, and a few will do. */
  private static final int MOST_HOLDERS = 4;

  private final long keepNanos;
  private final LongSupplier nanoTime;
  private final List<Stripe> stripes = new ArrayList<>(STRIPES);

  private record Holder(String id, long until) {}

  private static final class Stripe extends LinkedHashMap<Long, List<Holder>> {
    private static final long serialVersionUID = 1;
    private final int most;

    Stripe(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, List<Holder>> eldest) {
      return size() > most;
    }
  }

  /**
   * @param most keys kept; 0 for none
   * @param keep how long after its last use a key counts as held
   * @param nanoTime as {@link System#nanoTime}
   */
  public Holdings(int most, Duration keep, LongSupplier nanoTime) {
    this.keepNanos = keep.toNanos();
    this.nanoTime = nanoTime;
    for (int i = 0; i < STRIPES; i++) {
      stripes.add(new Stripe((most + STRIPES - 1) / STRIPES));
    }
  }

  /** A worker has taken a request: from now on it holds what that consists of. */
  public void took(String worker, Affinity affinity) {
    long now = nanoTime.getAsLong();
    for (long key : affinity.keys()) {
      Stripe stripe = stripe(key);
      synchronized (stripe) {
        List<Holder> holders = new ArrayList<>(MOST_HOLDERS);
        holders.add(new Holder(worker, now + keepNanos));
        for (Holder holder : stripe.getOrDefault(key, List.of())) {
          if (holders.size() < MOST_HOLDERS
              && !holder.id.equals(worker)
              && holder.until - now > 0) {
            holders.add(holder);
          }
        }
        stripe.put(key, List.copyOf(holders));
      }
    }
  }

  /** Workers that hold a key, the latest first. */
  public Collection<String> of(long key) {
    Stripe stripe = stripe(key);
    List<Holder> holders;
    synchronized (stripe) {
      holders = stripe.getOrDefault(key, List.of());
    }
    long now = nanoTime.getAsLong();
    return holders.stream().filter(holder -> holder.until - now > 0).map(Holder::id).toList();
  }

  private Stripe stripe(long key) {
    return stripes.get((int) (key >>> (Long.SIZE - STRIPE_BITS)));
  }
}
