package dev.signalbox.verdict.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signalbox.verdict.decision.Decision;
import dev.signalbox.verdict.savings.Charge;
import org.jspecify.annotations.Nullable;

/**
 * One decision with all that went into it.
 *
 * @param facts JSON of the event's facts
 * @param candidates JSON of the event's candidates
 * @param choice JSON of how it came about: weighing, wishes, fallbacks, features
 * @param classifierMicros microseconds
 */
public record DecisionDetail(
    @JsonUnwrapped DecisionView decision,
    @Nullable String keyId,
    String poolVersion,
    @Nullable String classifierVersion,
    long classifierMicros,
    @JsonRawValue String facts,
    @JsonRawValue String candidates,
    @JsonRawValue String choice) {
  static DecisionDetail of(Decision decision, @Nullable Charge charge) {
    return new DecisionDetail(
        DecisionView.of(decision, charge),
        decision.keyId(),
        decision.poolVersion(),
        decision.classifierVersion(),
        decision.classifierMicros(),
        decision.facts(),
        decision.candidates(),
        decision.choice());
  }
}
