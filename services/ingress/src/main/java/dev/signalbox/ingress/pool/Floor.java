package dev.signalbox.ingress.pool;

import java.util.OptionalDouble;

/**
 * What a route's models must not be known to fall below; at least one of the two.
 *
 * @param shipShare share of a panel that would ship the model, in (0,1]: a model is drained when
 *     the whole interval of its verdict lies below
 * @param lossPoints points of 100 that a model may lose against the route's reference, in (0,100]:
 *     a model is drained when parity shows that it surely loses more
 */
public record Floor(OptionalDouble shipShare, OptionalDouble lossPoints) {
  private static final double POINTS = 100;

  public Floor {
    if (shipShare.isEmpty() && lossPoints.isEmpty()) {
      throw new IllegalArgumentException("a floor says a share or points");
    }
    if (shipShare.isPresent() && !(shipShare.getAsDouble() > 0 && shipShare.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("a share is above 0 and at most 1: " + shipShare);
    }
    if (lossPoints.isPresent()
        && !(lossPoints.getAsDouble() > 0 && lossPoints.getAsDouble() <= POINTS)) {
      throw new IllegalArgumentException("points are above 0 and at most 100: " + lossPoints);
    }
  }

  public static Floor ofShipShare(double share) {
    return new Floor(OptionalDouble.of(share), OptionalDouble.empty());
  }

  public static Floor ofLossPoints(double points) {
    return new Floor(OptionalDouble.empty(), OptionalDouble.of(points));
  }
}
