package dev.signalbox.ingress.admission;

import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.keys.KeyRates;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Holds keys to their rates. Each replica admits its share, the key's limit divided by the replicas
 * that run: together they never exceed the limit, and a caller whose requests all reach one replica
 * gets that replica's share. Thread-safe; never waits.
 */
public final class RateGate {
  private static final int MOST_KEYS = 100_000;

  private final Map<String, Pair> pairs = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private volatile int replicas = 1;

  private record Pair(KeyRates rates, int replicas, RateBucket requests, RateBucket tokens) {}

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public RateGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** How many processes share the limits from now on, this one included. */
  public void replicas(int count) {
    replicas = Math.max(1, count);
  }

  /** The key's turn: nothing is counted yet. */
  RateTurn turn(ApiKey key) {
    KeyRates rates = key.rates();
    if (rates.equals(KeyRates.UNLIMITED)) {
      return RateTurn.UNLIMITED;
    }
    Pair pair = pairs.get(key.id());
    if (pair == null || !pair.rates.equals(rates) || pair.replicas != replicas) {
      pair = renewed(key.id(), rates);
    }
    return new RateTurn(pair.requests, pair.tokens, nanoTime);
  }

  /** A changed limit begins with a full minute; that is the price of not translating it. */
  private Pair renewed(String key, KeyRates rates) {
    if (pairs.size() >= MOST_KEYS) {
      pairs.clear();
    }
    int sharers = replicas;
    Pair fresh =
        new Pair(
            rates,
            sharers,
            RateBucket.of(rates.requestsPerMinute(), sharers),
            RateBucket.of(rates.tokensPerMinute(), sharers));
    pairs.put(key, fresh);
    return fresh;
  }
}
