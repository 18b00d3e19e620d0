package dev.signalbox.ingress.whatif;

import dev.signalbox.ingress.routing.Candidate;
import dev.signalbox.ingress.routing.RouteDecision;
import dev.signalbox.platform.money.Money;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Adds up what another pool or mode would have done. Money in whole nano-dollars. */
final class Tally {
  /** What one decision would have become. */
  record Line(
      String decision,
      String route,
      String before,
      String after,
      String reasonCode,
      Money costBefore,
      Money costAfter,
      Optional<Double> successBefore,
      Optional<Double> successAfter,
      String reason) {}

  private final Map<String, Long> before = new TreeMap<>();
  private final Map<String, Long> after = new TreeMap<>();
  private final Map<String, Long> nothing = new TreeMap<>();
  private long decisions;
  private long changed;
  private long unpredicted;
  private long compared;
  private long simulated;
  private Money costBefore = Money.ZERO;
  private Money costAfter = Money.ZERO;
  private double successBefore;
  private double successAfter;

  Line add(PastDecision past, RouteDecision.Routed now) {
    PastDecision.Taken taken = past.taken();
    Optional<Double> success = success(now);
    decisions++;
    changed += taken.model().equals(now.model().name()) ? 0 : 1;
    simulated += now.simulated() ? 1 : 0;
    before.merge(taken.model(), 1L, Long::sum);
    after.merge(now.model().name(), 1L, Long::sum);
    costBefore = costBefore.plus(taken.cost());
    costAfter = costAfter.plus(now.expectedCost());
    if (taken.success().isPresent() && success.isPresent()) {
      compared++;
      successBefore += taken.success().get();
      successAfter += success.get();
    } else if (success.isEmpty() && taken.success().isPresent()) {
      unpredicted++;
    }
    return new Line(
        past.event().getDecisionId(),
        past.event().getRoute(),
        taken.model(),
        now.model().name(),
        now.code().code(),
        taken.cost(),
        now.expectedCost(),
        taken.success(),
        success,
        now.reason());
  }

  void addNothing(String because) {
    nothing.merge(because, 1L, Long::sum);
  }

  private static Optional<Double> success(RouteDecision.Routed routed) {
    for (Candidate candidate : routed.candidates()) {
      if (candidate.model().equals(routed.model()) && candidate.estimate().isPresent()) {
        return Optional.of(candidate.success());
      }
    }
    return Optional.empty();
  }

  long decisions() {
    return decisions;
  }

  long changed() {
    return changed;
  }

  /** Decisions whose new model was never estimated for them. */
  long unpredicted() {
    return unpredicted;
  }

  /** Decisions whose money would be arithmetic only. */
  long simulated() {
    return simulated;
  }

  /** Decisions with a prediction for both models. */
  long compared() {
    return compared;
  }

  Money costBefore() {
    return costBefore;
  }

  Money costAfter() {
    return costAfter;
  }

  /** Mean predicted success of those compared, in [0,1]. */
  double meanBefore() {
    return compared == 0 ? 0 : successBefore / compared;
  }

  double meanAfter() {
    return compared == 0 ? 0 : successAfter / compared;
  }

  Map<String, Long> modelsBefore() {
    return before;
  }

  Map<String, Long> modelsAfter() {
    return after;
  }

  Map<String, Long> nothing() {
    return nothing;
  }
}
