package dev.signalbox.verdict.parity;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One checked outcome on its way into the book; its JSON names are the columns. Money is in
 * nano-dollars, scores of comparisons in quarters of 0..1.
 *
 * @param band easy, medium or hard: a third of the complexity's range each
 * @param ended agree or differ where both answers have grades, graded for feedback, or why there is
 *     no grade
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record OutcomeRow(
    String eventId,
    Instant observedAt,
    String decisionId,
    String tenant,
    String route,
    String model,
    @Nullable String referenceModel,
    String task,
    String band,
    String source,
    String ended,
    @Nullable Long scoreMillionths,
    @Nullable Integer servedQuarters,
    @Nullable Integer referenceQuarters,
    @Nullable String judge,
    @Nullable String rubric,
    @Nullable Double share,
    @Nullable String seed,
    @Nullable Long servedNanoUsd,
    @Nullable Long referenceNanoUsd,
    @Nullable Long proofNanoUsd,
    boolean simulated) {
  public static final String AGREE = "agree";
  public static final String DIFFER = "differ";

  public boolean isComparison() {
    return source.equals("shadow");
  }

  /** Both answers have grades. */
  boolean graded() {
    return servedQuarters != null && referenceQuarters != null;
  }
}
