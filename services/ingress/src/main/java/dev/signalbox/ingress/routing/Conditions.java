package dev.signalbox.ingress.routing;

import dev.signalbox.platform.money.Money;
import java.util.Optional;

/**
 * What holds for one request besides what it is.
 *
 * @param maxCost the client's bound on the expected cost
 * @param cache where the conversation's prompt cache is; empty when there is none
 * @param floors which models are drained
 */
public record Conditions(
    Health health,
    Budget budget,
    Optional<Money> maxCost,
    Optional<WarmCache> cache,
    Floors floors) {
  /** No model is drained. */
  public Conditions(
      Health health, Budget budget, Optional<Money> maxCost, Optional<WarmCache> cache) {
    this(health, budget, maxCost, cache, Floors.NONE);
  }

  public static Conditions of(Health health) {
    return new Conditions(health, Budget.unlimited(), Optional.empty(), Optional.empty());
  }

  public Conditions withMaxCost(Money most) {
    return new Conditions(health, budget, Optional.of(most), cache, floors);
  }

  public Conditions withCache(WarmCache warm) {
    return new Conditions(health, budget, maxCost, Optional.of(warm), floors);
  }

  public Conditions withBudget(Budget limited) {
    return new Conditions(health, limited, maxCost, cache, floors);
  }

  public Conditions withFloors(Floors drained) {
    return new Conditions(health, budget, maxCost, cache, drained);
  }

  /** Whether part of the prompt is expected in {@code model}'s cache. */
  public boolean expectsCacheOn(String model) {
    return cachedOn(model) > 0;
  }

  /** Tokens of the prompt that {@code model} is expected to read from its cache. */
  int cachedOn(String model) {
    return cache.isPresent() && cache.get().model().equals(model) ? cache.get().tokens() : 0;
  }
}
