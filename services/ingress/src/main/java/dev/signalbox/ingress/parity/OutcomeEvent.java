package dev.signalbox.ingress.parity;

import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.platform.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** A comparison as its event says it: grades and costs, no text. */
final class OutcomeEvent {
  private static final int SIX_DECIMALS = 6;
  private static final double MILLION = 1e6;

  private OutcomeEvent() {}

  /** The event's id; a comparison of the same decision is the same outcome. */
  static String id(Pair pair) {
    return "shadow-" + pair.decisionId();
  }

  /**
   * The event's data.
   *
   * @param judge empty when none was asked
   * @param reference what the reference's answer cost; empty when there was none
   * @param proof what reference and judge cost together
   */
  static OutcomeObserved of(
      Pair pair,
      Optional<Model> judge,
      Optional<Money> reference,
      Money proof,
      Outcome outcome,
      Instant now) {
    boolean simulated =
        pair.served().simulated()
            || pair.reference().simulated()
            || judge.map(Model::simulated).orElse(false);
    var event =
        new OutcomeObserved.OutcomeObservedBuilder()
            .withOutcomeId(id(pair))
            .withDecisionId(pair.decisionId())
            .withObservedAt(now)
            .withTenant(pair.tenant())
            .withModel(pair.served().name())
            .withReferenceModel(pair.reference().name())
            .withSource(OutcomeObserved.Source.SHADOW)
            .withRoute(pair.route())
            .withJudge(judge.map(Model::name).orElse(null))
            .withRubric(JudgeQuestion.RUBRIC)
            .withShare(sixDecimals(pair.parity().share()))
            .withSeed(pair.parity().seed())
            .withServedNanoUsd(pair.cost().nanoUsd())
            .withReferenceNanoUsd(reference.map(Money::nanoUsd).orElse(null))
            .withProofNanoUsd(proof.nanoUsd())
            .withSimulated(simulated)
            .withTask(pair.estimate().task().orElse(null));
    pair.estimate().complexity().ifPresent(c -> event.withComplexity(sixDecimals(c)));
    pair.estimate()
        .success()
        .ifPresent(
            success ->
                event
                    .withPredictedSuccess(sixDecimals(success))
                    .withClassifierVersion(pair.estimate().version()));
    return switch (outcome) {
      case Outcome.Graded(Grades.Compared grades) ->
          event
              .withScore(BigDecimal.valueOf(grades.served()))
              .withReferenceScore(BigDecimal.valueOf(grades.reference()))
              .withOrders(
                  grades.agreed() ? OutcomeObserved.Orders.AGREE : OutcomeObserved.Orders.DIFFER)
              .build();
      case Outcome.Ungraded(OutcomeObserved.Ungraded why) -> event.withUngraded(why).build();
    };
  }

  private static BigDecimal sixDecimals(double value) {
    return BigDecimal.valueOf(Math.round(value * MILLION), SIX_DECIMALS);
  }
}
