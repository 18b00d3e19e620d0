package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;

/** Request facts + route + pool + health + estimates → decision. Stateless. */
public final class RoutingPolicy {
  private RoutingPolicy() {}

  /**
   * The cheapest model whose predicted success is within the mode's band of the best one. Ties go to the likelier, then to
   * the name that sorts first: the order of documents never matters.
   */
  public static RouteDecision decide(
      RequestFacts facts, Route route, PoolSnapshot pool, Health health, Estimates estimates) {
    throw new UnsupportedOperationException("being written");
  }
}
