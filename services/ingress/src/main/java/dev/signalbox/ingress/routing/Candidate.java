package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.platform.money.Money;
import java.util.Optional;

/**
 * One model of the route as it was considered.
 *
 * @param estimate empty when there is no prediction
 * @param expectedCost from the facts and the expected output, cached input at its own price
 * @param discount what the conversation's prompt cache takes off the cost here; zero elsewhere
 * @param excluded why it could not serve; empty when it could
 */
public record Candidate(
    Model model,
    Optional<Estimate> estimate,
    Money expectedCost,
    Money discount,
    Optional<Exclusion> excluded) {
  private static final double NANO = 1e-9;

  public Basis basis() {
    return estimate.map(Estimate::basis).orElse(Basis.NONE);
  }

  boolean isFor(Model other) {
    return model.name().equals(other.name());
  }

  public boolean eligible() {
    return excluded.isEmpty();
  }

  /** Predicted probability of a good answer; 0 without a prediction. */
  public double success() {
    return estimate.isPresent() ? estimate.get().success() : 0;
  }

  /** Low end of its interval; 0 without a prediction. */
  double lower() {
    return estimate.isPresent() ? estimate.get().lower() : 0;
  }

  /**
   * The number that the choice is made by: predicted success less what its expected cost counts.
   *
   * @param weightPerUsd probability that a dollar outweighs
   */
  public double utility(double weightPerUsd) {
    return success() - weightPerUsd * (expectedCost.nanoUsd() * NANO);
  }

  /** The same as if there were no prompt cache. */
  double coldUtility(double weightPerUsd) {
    return success() - weightPerUsd * ((expectedCost.nanoUsd() + discount.nanoUsd()) * NANO);
  }
}
