package dev.signalbox.verdict.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.verdict.decision.Decision;
import dev.signalbox.verdict.savings.Charge;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decision in a list.
 *
 * @param complexity 0 to 1
 * @param cost null until the request is settled
 */
public record DecisionView(
    String id,
    Instant decidedAt,
    String tenant,
    String route,
    String mode,
    String model,
    String referenceModel,
    String reason,
    String reasonCode,
    boolean simulated,
    boolean dryRun,
    String classifierStatus,
    @Nullable String task,
    @Nullable Double complexity,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable CostView cost) {
  public static DecisionView of(Decision decision, @Nullable Charge charge) {
    return new DecisionView(
        decision.id(),
        decision.decidedAt(),
        decision.tenant(),
        decision.route(),
        decision.mode(),
        decision.model(),
        decision.referenceModel(),
        decision.reason(),
        decision.reasonCode(),
        decision.simulated(),
        decision.dryRun(),
        decision.classifierStatus(),
        decision.task(),
        decision.complexity(),
        charge == null ? null : CostView.of(charge));
  }
}
