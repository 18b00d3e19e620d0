package dev.signalbox.ingress.flow;

import dev.signalbox.contracts.events.CandidateConsidered;
import dev.signalbox.contracts.events.Classification;
import dev.signalbox.contracts.events.RequestFacts;
import dev.signalbox.contracts.events.RouteDecided;
import dev.signalbox.ingress.routing.Candidate;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.ingress.routing.RouteDecision;
import java.math.BigDecimal;
import java.util.Locale;

/** The decision as the event says it, and as {@code POST /v1/route} answers it. */
public final class DecisionEvent {
  private DecisionEvent() {}

  /**
   * The event's data.
   *
   * @param dryRun no model is called
   */
  public static RouteDecided of(Visit visit, Decision decision, boolean dryRun) {
    RouteDecision.Routed routed = decision.routed();
    return new RouteDecided.RouteDecidedBuilder()
        .withDecisionId(decision.id())
        .withDecidedAt(decision.at())
        .withTenant(visit.key().tenant())
        .withKeyId(visit.key().id())
        .withRoute(decision.route().name())
        .withMode(routed.mode().name())
        .withModel(routed.model().name())
        .withReferenceModel(routed.reference().name())
        .withReason(routed.reason())
        .withReasonCode(routed.code().code())
        .withSimulated(routed.simulated())
        .withPoolVersion(decision.poolVersion())
        .withDryRun(dryRun)
        .withFacts(facts(decision.facts()))
        .withClassification(classification(decision.classification()))
        .withCandidates(routed.candidates().stream().map(DecisionEvent::candidate).toList())
        .build();
  }

  private static RequestFacts facts(dev.signalbox.ingress.routing.RequestFacts facts) {
    return new RequestFacts.RequestFactsBuilder()
        .withTextTokens((long) facts.textTokens())
        .withImages((long) facts.images())
        .withTools((long) facts.tools())
        .withJson(facts.json())
        .withStream(facts.stream())
        .withMaxOutputTokens((long) facts.maxOutputTokens())
        .build();
  }

  private static Classification classification(
      dev.signalbox.ingress.classify.Classification classification) {
    var out =
        new Classification.ClassificationBuilder()
            .withMicros(classification.took().toNanos() / 1_000)
            .withStatus(
                switch (classification.estimates()) {
                  case Estimates.Answered answered -> Classification.Status.ANSWERED;
                  case Estimates.Late late -> Classification.Status.LATE;
                  case Estimates.Unavailable unavailable -> Classification.Status.UNAVAILABLE;
                  case Estimates.Skipped skipped -> Classification.Status.SKIPPED;
                });
    if (classification.estimates() instanceof Estimates.Answered) {
      out.withVersion(classification.version())
          .withTask(classification.task())
          .withComplexity(BigDecimal.valueOf(classification.complexity()));
    }
    return out.build();
  }

  private static CandidateConsidered candidate(Candidate candidate) {
    var out =
        new CandidateConsidered.CandidateConsideredBuilder()
            .withModel(candidate.model().name())
            .withExpectedCostNanoUsd(candidate.expectedCost().nanoUsd())
            .withBasis(
                CandidateConsidered.Basis.fromValue(
                    candidate.basis().name().toLowerCase(Locale.ROOT)));
    candidate
        .estimate()
        .ifPresent(estimate -> out.withSuccess(BigDecimal.valueOf(estimate.success())));
    candidate.excluded().ifPresent(excluded -> out.withExcluded(excluded.because()));
    return out.build();
  }
}
