package dev.signalbox.classifier.model;

import java.util.List;

/**
 * All that is said of one request; estimates in the order of the candidates.
 *
 * @param operating the choice rule's curve for these candidates
 * @param operatingFromOutcomes whether it was validated on their outcomes
 * @param unsureBecause why the estimates should not be acted on; empty when they may
 */
public record Assessment(
    List<Estimate> estimates,
    Task task,
    double taskConfidence,
    Complexity complexity,
    List<Contribution> contributions,
    OperatingCurve operating,
    boolean operatingFromOutcomes,
    String unsureBecause) {
  public Assessment {
    estimates = List.copyOf(estimates);
    contributions = List.copyOf(contributions);
  }
}
