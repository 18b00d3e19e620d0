package dev.signalbox.ingress.conversation;

import dev.signalbox.ingress.routing.WarmCache;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The memory of conversations. Thread-safe: stripes that are locked for a moment each. */
public final class Conversations {
  private static final int STRIPES = 16;

  private final AffinityLimits limits;
  private final InstantSource clock;
  private final Stripe[] stripes;

  /**
   * @param uncached the upstream said that it read nothing from a cache where it could have
   */
  private record Place(String model, int tokens, boolean uncached, long untilMillis) {}

  private static final class Stripe extends LinkedHashMap<Long, Place> {
    private static final long serialVersionUID = 1;
    private final int most;

    Stripe(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Place> eldest) {
      return size() > most;
    }
  }

  public Conversations(AffinityLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.stripes = new Stripe[STRIPES];
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe((limits.conversations() + STRIPES - 1) / STRIPES);
    }
  }

  /** Whether a prompt of that length can lie in a prompt cache at all. */
  public boolean concerns(int promptTokens) {
    return limits.conversations() > 0 && promptTokens >= limits.leastTokens();
  }

  /** Where the conversation is expected to lie in a prompt cache now. */
  public Optional<WarmCache> find(long key) {
    Stripe stripe = stripe(key);
    Place place;
    synchronized (stripe) {
      place = stripe.get(key);
    }
    return place == null || place.uncached || place.untilMillis <= clock.millis()
        ? Optional.empty()
        : Optional.of(new WarmCache(place.model, place.tokens));
  }

  /**
   * A turn was answered.
   *
   * @param promptTokens of that turn, estimated in the way in which prompts are
   * @param seen a conversation whose cache was missed is not expected there again until a cache is
   *     seen
   */
  public void answered(long key, String model, int promptTokens, CacheSeen seen) {
    Stripe stripe = stripe(key);
    long until = clock.millis() + limits.keep().toMillis();
    synchronized (stripe) {
      Place before = stripe.get(key);
      boolean uncached =
          switch (seen) {
            case READ -> false;
            case MISSED -> true;
            case UNKNOWN -> before != null && before.uncached && before.model.equals(model);
          };
      stripe.put(key, new Place(model, promptTokens, uncached, until));
    }
  }

  private Stripe stripe(long key) {
    return stripes[(int) (key >>> (Long.SIZE - 4))];
  }

  /** Conversations kept now, expired ones included until they are pushed out. */
  public int size() {
    int size = 0;
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        size += stripe.size();
      }
    }
    return size;
  }
}
