package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.platform.money.Money;
import java.util.Optional;

/**
 * One model of the route as it was considered.
 *
 * @param estimate empty when there is no prediction
 * @param expectedCost from the facts and the expected output
 * @param excluded why it could not serve; empty when it could
 */
public record Candidate(
    Model model, Optional<Estimate> estimate, Money expectedCost, Optional<Exclusion> excluded) {
  public Basis basis() {
    return estimate.map(Estimate::basis).orElse(Basis.NONE);
  }

  boolean isFor(Model other) {
    return model.name().equals(other.name());
  }

  public boolean eligible() {
    return excluded.isEmpty();
  }
}
