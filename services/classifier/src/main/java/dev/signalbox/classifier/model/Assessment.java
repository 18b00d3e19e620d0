package dev.signalbox.classifier.model;

import java.util.List;

/** All that is said of one request; estimates in the order of the candidates. */
public record Assessment(
    List<Estimate> estimates,
    Task task,
    double taskConfidence,
    Complexity complexity,
    List<Contribution> contributions) {
  public Assessment {
    estimates = List.copyOf(estimates);
    contributions = List.copyOf(contributions);
  }
}
