package dev.signalbox.ingress.pool;

/**
 * What a route's models must not be known to fall below.
 *
 * @param shipShare share of a panel that would ship the model, in (0,1]: a model is drained when
 *     the whole interval of its verdict lies below
 */
public record Floor(double shipShare) {
  public Floor {
    if (!(shipShare > 0 && shipShare <= 1)) {
      throw new IllegalArgumentException("a share is above 0 and at most 1: " + shipShare);
    }
  }
}
