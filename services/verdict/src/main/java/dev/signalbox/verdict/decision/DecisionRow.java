package dev.signalbox.verdict.decision;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.signalbox.contracts.events.CandidateConsidered;
import dev.signalbox.contracts.events.RequestFacts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One checked decision on its way into the table; its JSON names are the columns.
 *
 * @param complexity 0 to 1
 * @param classifierMicros microseconds
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DecisionRow(
    String eventId,
    String decisionId,
    Instant decidedAt,
    String tenant,
    @Nullable String keyId,
    String route,
    String mode,
    String model,
    String referenceModel,
    String reason,
    String reasonCode,
    boolean simulated,
    boolean dryRun,
    String poolVersion,
    String classifierStatus,
    @Nullable String classifierVersion,
    @Nullable String task,
    @Nullable Double complexity,
    long classifierMicros,
    RequestFacts facts,
    List<CandidateConsidered> candidates,
    DecisionChoice choice) {
  public DecisionRow {
    candidates = List.copyOf(candidates);
  }
}
