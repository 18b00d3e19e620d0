package dev.signalbox.ingress.flow;

import dev.signalbox.contracts.events.AlternativeChoice;
import dev.signalbox.contracts.events.CandidateConsidered;
import dev.signalbox.contracts.events.Classification;
import dev.signalbox.contracts.events.EscalationPlanned;
import dev.signalbox.contracts.events.FeatureWeighed;
import dev.signalbox.contracts.events.OperatingPointServed;
import dev.signalbox.contracts.events.RequestFacts;
import dev.signalbox.contracts.events.RouteDecided;
import dev.signalbox.contracts.events.RoutingAsked;
import dev.signalbox.contracts.events.Weighing;
import dev.signalbox.ingress.chat.RoutingWish;
import dev.signalbox.ingress.events.Often;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.routing.Candidate;
import dev.signalbox.ingress.routing.EscalationPlan;
import dev.signalbox.ingress.routing.Estimate;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.ingress.routing.Exclusion;
import dev.signalbox.ingress.routing.OperatingCurve;
import dev.signalbox.ingress.routing.RouteDecision;
import dev.signalbox.ingress.routing.WarmCache;
import dev.signalbox.platform.money.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The decision as the event says it, and as {@code POST /v1/route} answers it: everything that is
 * needed to decide it again.
 */
public final class DecisionEvent {
  private static final int SIX_DECIMALS = 6;
  private static final double MILLION = 1e6;
  private static final int MOST_CURVES = 64;
  private static final Map<OperatingCurve, List<OperatingPointServed>> CURVES =
      new ConcurrentHashMap<>();

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
        .withFacts(facts(decision))
        .withClassification(classification(decision.classification()))
        .withCandidates(candidates(routed))
        .withFallbacks(names(routed.fallbacks()))
        .withAsked(asked(decision))
        .withWeighing(weighing(decision))
        .withEscalation(routed.escalation().map(DecisionEvent::escalation).orElse(null))
        .build();
  }

  private static RequestFacts facts(Decision decision) {
    dev.signalbox.ingress.routing.RequestFacts facts = decision.facts();
    var out =
        new RequestFacts.RequestFactsBuilder()
            .withTextTokens((long) facts.textTokens())
            .withImages((long) facts.images())
            .withTools((long) facts.tools())
            .withJson(facts.json())
            .withStream(facts.stream())
            .withMaxOutputTokens((long) facts.maxOutputTokens());
    Optional<WarmCache> cache = decision.conditions().cache();
    if (cache.isPresent()) {
      out.withCachedModel(cache.get().model()).withCachedTokens((long) cache.get().tokens());
    }
    return out.build();
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
                })
            // An absent list is not written; an empty one would be.
            .withFeatures(features(classification));
    if (classification.estimates() instanceof Estimates.Answered answered) {
      out.withVersion(classification.version())
          .withTask(classification.task())
          .withTaskConfidence(sixDecimals(classification.taskConfidence()))
          .withComplexity(sixDecimals(classification.complexity()))
          .withUnsure(answered.unsure().orElse(null));
    }
    return out.build();
  }

  private static @Nullable List<FeatureWeighed> features(
      dev.signalbox.ingress.classify.Classification classification) {
    if (classification.features().isEmpty()) {
      return null;
    }
    List<FeatureWeighed> features = new ArrayList<>(classification.features().size());
    for (var feature : classification.features()) {
      features.add(
          new FeatureWeighed.FeatureWeighedBuilder()
              .withName(feature.name())
              .withWeight(Decimals.exact(feature.weight()))
              .build());
    }
    return features;
  }

  private static List<CandidateConsidered> candidates(RouteDecision.Routed routed) {
    List<CandidateConsidered> candidates = new ArrayList<>(routed.candidates().size());
    for (Candidate candidate : routed.candidates()) {
      candidates.add(candidate(candidate, routed.weighing()));
    }
    return candidates;
  }

  private static CandidateConsidered candidate(
      Candidate candidate, Optional<RouteDecision.Weighing> weighing) {
    var out =
        new CandidateConsidered.CandidateConsideredBuilder()
            .withModel(candidate.model().name())
            .withExpectedCostNanoUsd(candidate.expectedCost().nanoUsd())
            .withBasis(
                switch (candidate.basis()) {
                  case OUTCOMES -> CandidateConsidered.Basis.OUTCOMES;
                  case PRIOR -> CandidateConsidered.Basis.PRIOR;
                  case NONE -> CandidateConsidered.Basis.NONE;
                });
    if (candidate.discount().nanoUsd() > 0) {
      out.withDiscountNanoUsd(candidate.discount().nanoUsd());
    }
    if (candidate.estimate().isPresent()) {
      Estimate estimate = candidate.estimate().get();
      out.withSuccess(sixDecimals(estimate.success()))
          .withLower(sixDecimals(estimate.lower()))
          .withUpper(sixDecimals(estimate.upper()))
          .withOutputTokens(BigDecimal.valueOf(Math.round(estimate.outputTokens() * 10), 1));
    }
    if (candidate.excluded().isPresent()) {
      Exclusion excluded = candidate.excluded().get();
      out.withExcluded(excluded.because())
          .withGate(CandidateConsidered.Gate.fromValue(excluded.gate().code()));
    } else if (weighing.isPresent() && candidate.estimate().isPresent()) {
      double utility = candidate.utility(weighing.get().weightPerUsd());
      out.withUtility(sixDecimals(utility));
    }
    return out.build();
  }

  private static @Nullable RoutingAsked asked(Decision decision) {
    RoutingWish wish = decision.wish();
    if (wish.models().isEmpty() && wish.zone().isEmpty() && wish.maxCostUsd().isEmpty()) {
      return null;
    }
    return new RoutingAsked.RoutingAskedBuilder()
        .withModels(wish.models().isEmpty() ? null : wish.models())
        .withZone(wish.zone().orElse(null))
        .withMaxCostNanoUsd(decision.conditions().maxCost().map(Money::nanoUsd).orElse(null))
        .build();
  }

  private static EscalationPlanned escalation(EscalationPlan plan) {
    return new EscalationPlanned.EscalationPlannedBuilder()
        .withTo(plan.to().map(Model::name).orElse(null))
        .withUnchecked(plan.unchecked().orElse(null))
        .build();
  }

  private static @Nullable Weighing weighing(Decision decision) {
    if (!(decision.classification().estimates() instanceof Estimates.Answered answered)
        || answered.curve().isEmpty()) {
      return null;
    }
    OperatingCurve curve = answered.curve().get();
    var out =
        new Weighing.WeighingBuilder()
            .withOperatingPoints(points(curve))
            .withCarriedOver(curve.carriedOver())
            .withAlternatives(alternatives(decision.routed().weighing()));
    if (decision.routed().weighing().isPresent()) {
      out.withWeightPerUsd(BigDecimal.valueOf(decision.routed().weighing().get().weightPerUsd()));
    }
    return out.build();
  }

  /** A pool has few curves and every decision shows one: each is put into words once. */
  private static List<OperatingPointServed> points(OperatingCurve curve) {
    List<OperatingPointServed> known = CURVES.get(curve);
    if (known != null) {
      return known;
    }
    List<OperatingPointServed> points = new ArrayList<>(curve.points().size());
    for (OperatingCurve.Point point : curve.points()) {
      points.add(
          new OperatingPointServed.OperatingPointServedBuilder()
              .withLossPoints(BigDecimal.valueOf(point.lossPoints()))
              .withWeightPerUsd(BigDecimal.valueOf(point.weightPerUsd()))
              .build());
    }
    if (CURVES.size() >= MOST_CURVES) {
      CURVES.clear();
    }
    List<OperatingPointServed> often = new Often<>(points);
    CURVES.put(curve, often);
    return often;
  }

  /** Rounded already, so that nothing is lost; far cheaper than through a double's digits. */
  private static BigDecimal sixDecimals(double value) {
    return BigDecimal.valueOf(Math.round(value * MILLION), SIX_DECIMALS);
  }

  private static List<AlternativeChoice> alternatives(Optional<RouteDecision.Weighing> weighing) {
    if (weighing.isEmpty()) {
      return List.of();
    }
    List<AlternativeChoice> alternatives = new ArrayList<>(weighing.get().alternatives().size());
    for (var alternative : weighing.get().alternatives()) {
      alternatives.add(
          new AlternativeChoice.AlternativeChoiceBuilder()
              .withMode(alternative.mode().name())
              .withModel(alternative.model().name())
              .build());
    }
    return alternatives;
  }

  private static List<String> names(List<Model> models) {
    List<String> names = new ArrayList<>(models.size());
    for (Model model : models) {
      names.add(model.name());
    }
    return names;
  }
}
