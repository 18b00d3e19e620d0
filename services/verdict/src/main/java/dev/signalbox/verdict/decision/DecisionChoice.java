package dev.signalbox.verdict.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.contracts.events.EscalationPlanned;
import dev.signalbox.contracts.events.FeatureWeighed;
import dev.signalbox.contracts.events.RoutingAsked;
import dev.signalbox.contracts.events.Weighing;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a decision came about, beyond its facts and candidates; its JSON names are the event's.
 *
 * @param unsure why the classifier did not trust its answer
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DecisionChoice(
    @Nullable String unsure,
    @Nullable BigDecimal taskConfidence,
    List<FeatureWeighed> features,
    List<String> fallbacks,
    @Nullable RoutingAsked asked,
    @Nullable Weighing weighing,
    @Nullable EscalationPlanned escalation) {
  public DecisionChoice {
    features = List.copyOf(features);
    fallbacks = List.copyOf(fallbacks);
  }
}
