package dev.signalbox.ingress.conversation;

import dev.signalbox.ingress.routing.WarmCache;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of conversations, of this replica's answers and of what other replicas told of theirs.
 * Thread-safe: stripes that are locked for a moment each.
 */
public final class Conversations {
  private static final int STRIPES = 16;

  private final AffinityLimits limits;
  private final InstantSource clock;
  private final PlacementFeed feed;
  private final Stripe[] stripes;

  private static final class Stripe extends LinkedHashMap<Long, Placement> {
    private static final long serialVersionUID = 1;
    private final int most;

    Stripe(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Placement> eldest) {
      return size() > most;
    }
  }

  /**
   * @param feed hears of each turn that this replica answered, so that others know
   */
  public Conversations(AffinityLimits limits, InstantSource clock, PlacementFeed feed) {
    this.limits = limits;
    this.clock = clock;
    this.feed = feed;
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
    Placement place;
    synchronized (stripe) {
      place = stripe.get(key);
    }
    return Optional.ofNullable(place)
        .filter(each -> each.warm(clock.instant(), limits.keep()))
        .map(Placement::cache);
  }

  /**
   * A turn was answered here.
   *
   * @param promptTokens of that turn, estimated in the way in which prompts are
   * @param seen a conversation whose cache was missed is not expected there again until a cache is
   *     seen
   */
  public void answered(long key, String model, int promptTokens, CacheSeen seen) {
    Stripe stripe = stripe(key);
    Placement place;
    synchronized (stripe) {
      Placement before = stripe.get(key);
      boolean uncached =
          switch (seen) {
            case READ -> false;
            case MISSED -> true;
            case UNKNOWN -> before != null && before.uncached() && before.model().equals(model);
          };
      place = new Placement(key, model, promptTokens, uncached, clock.instant());
      stripe.put(key, place);
    }
    feed.tell(place);
  }

  /**
   * Another replica answered a turn, or this one did and hears of it again. What is older than what
   * is known, or cold by now, changes nothing; a clock that is ahead is taken for now.
   */
  public void placed(Placement placement) {
    Instant now = clock.instant();
    Placement known = placement.at().isAfter(now) ? placement.at(now) : placement;
    if (limits.conversations() == 0 || !known.at().plus(limits.keep()).isAfter(now)) {
      return;
    }
    Stripe stripe = stripe(placement.conversation());
    synchronized (stripe) {
      Placement before = stripe.get(placement.conversation());
      if (before == null || known.after(before)) {
        stripe.put(placement.conversation(), known);
      }
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
