package dev.signalbox.ingress.whatif;

import dev.signalbox.contracts.events.CandidateConsidered;
import dev.signalbox.contracts.events.Classification;
import dev.signalbox.contracts.events.OperatingPointServed;
import dev.signalbox.contracts.events.RouteDecided;
import dev.signalbox.contracts.events.RoutingAsked;
import dev.signalbox.contracts.events.Weighing;
import dev.signalbox.ingress.routing.Basis;
import dev.signalbox.ingress.routing.Budget;
import dev.signalbox.ingress.routing.Conditions;
import dev.signalbox.ingress.routing.Estimate;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.ingress.routing.Gate;
import dev.signalbox.ingress.routing.Health;
import dev.signalbox.ingress.routing.OperatingCurve;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.ingress.routing.WarmCache;
import dev.signalbox.platform.money.Money;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a decision was made from, read back from its event. */
record PastDecision(RouteDecided event) {
  /** A model that was taken, with what was expected of it then. */
  record Taken(String model, Optional<Double> success, Money cost) {}

  /** Whether the event says enough to be decided again. */
  boolean readable() {
    return event.getDecisionId() != null
        && event.getDecidedAt() != null
        && event.getRoute() != null
        && event.getMode() != null
        && event.getModel() != null
        && event.getFacts() != null
        && event.getClassification() != null
        && event.getClassification().getStatus() != null;
  }

  Taken taken() {
    for (CandidateConsidered candidate : event.getCandidates()) {
      if (event.getModel().equals(candidate.getModel())) {
        return new Taken(
            event.getModel(),
            Optional.ofNullable(candidate.getSuccess()).map(BigDecimal::doubleValue),
            Money.ofNanoUsd(whole(candidate.getExpectedCostNanoUsd())));
      }
    }
    return new Taken(event.getModel(), Optional.empty(), Money.ZERO);
  }

  RequestFacts facts() {
    dev.signalbox.contracts.events.RequestFacts facts = event.getFacts();
    return new RequestFacts(
        count(facts.getTextTokens()),
        Math.min(RequestFacts.MOST_IMAGES, count(facts.getImages())),
        count(facts.getTools()),
        Boolean.TRUE.equals(facts.getJson()),
        Boolean.TRUE.equals(facts.getStream()),
        count(facts.getMaxOutputTokens()),
        event.getRoute());
  }

  /**
   * Models that were down or drained then, or that the budget did not reach, are out of reach
   * again.
   */
  Conditions conditions() {
    Map<String, String> troubles = new HashMap<>();
    for (CandidateConsidered candidate : event.getCandidates()) {
      String gate = candidate.getGate() == null ? "" : candidate.getGate().value();
      if (gate.equals(Gate.HEALTH.code())
          || gate.equals(Gate.BUDGET.code())
          || gate.equals(Gate.FLOOR.code())) {
        troubles.put(candidate.getModel(), "as it was then (" + gate + ")");
      }
    }
    RoutingAsked asked = event.getAsked();
    Long most = asked == null ? null : asked.getMaxCostNanoUsd();
    return new Conditions(
        Health.of(troubles),
        Budget.unlimited(),
        Optional.ofNullable(most).map(Money::ofNanoUsd),
        cache());
  }

  private Optional<WarmCache> cache() {
    String model = event.getFacts().getCachedModel();
    return model == null
        ? Optional.empty()
        : Optional.of(new WarmCache(model, count(event.getFacts().getCachedTokens())));
  }

  Estimates estimates() {
    return switch (event.getClassification().getStatus()) {
      case LATE -> new Estimates.Late();
      case UNAVAILABLE -> new Estimates.Unavailable();
      case SKIPPED -> new Estimates.Skipped();
      case ANSWERED ->
          new Estimates.Answered(byModel(), curve(), unsure(event.getClassification()));
    };
  }

  private Map<String, Estimate> byModel() {
    Map<String, Estimate> byModel = new HashMap<>();
    for (CandidateConsidered candidate : event.getCandidates()) {
      BigDecimal success = candidate.getSuccess();
      if (success != null) {
        double p = success.doubleValue();
        byModel.put(
            candidate.getModel(),
            new Estimate(
                p,
                orElse(candidate.getLower(), p),
                orElse(candidate.getUpper(), p),
                candidate.getBasis() == CandidateConsidered.Basis.OUTCOMES
                    ? Basis.OUTCOMES
                    : Basis.PRIOR,
                orElse(candidate.getOutputTokens(), 0)));
      }
    }
    return byModel;
  }

  private Optional<OperatingCurve> curve() {
    Weighing weighing = event.getWeighing();
    if (weighing == null) {
      return Optional.empty();
    }
    List<OperatingCurve.Point> points = new ArrayList<>();
    for (OperatingPointServed point : weighing.getOperatingPoints()) {
      points.add(
          new OperatingCurve.Point(
              point.getLossPoints().doubleValue(), point.getWeightPerUsd().doubleValue()));
    }
    return OperatingCurve.of(points, Boolean.TRUE.equals(weighing.getCarriedOver()));
  }

  private static Optional<String> unsure(Classification classification) {
    return Optional.ofNullable(classification.getUnsure());
  }

  private static double orElse(@Nullable BigDecimal value, double otherwise) {
    return value == null ? otherwise : value.doubleValue();
  }

  private static long whole(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  private static int count(@Nullable Long value) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, whole(value)));
  }
}
