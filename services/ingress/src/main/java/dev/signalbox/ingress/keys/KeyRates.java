package dev.signalbox.ingress.keys;

/**
 * How fast a key may be used over all replicas.
 *
 * @param requestsPerMinute 0 for no limit
 * @param tokensPerMinute input and output together; 0 for no limit
 */
public record KeyRates(long requestsPerMinute, long tokensPerMinute) {
  public static final KeyRates UNLIMITED = new KeyRates(0, 0);

  public KeyRates {
    if (requestsPerMinute < 0 || tokensPerMinute < 0) {
      throw new IllegalArgumentException("a rate is not negative");
    }
  }
}
