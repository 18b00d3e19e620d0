package dev.signalbox.verdict.console;

import dev.signalbox.verdict.decision.Decision;
import dev.signalbox.verdict.savings.Charge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision in a table.
 *
 * @param charge null until the request is settled
 */
public record Row(Decision decision, @Nullable Charge charge) {
  static List<Row> of(List<Decision> decisions, List<Charge> charges) {
    Map<String, Charge> byDecision = new HashMap<>();
    charges.forEach(charge -> byDecision.put(charge.decisionId(), charge));
    return decisions.stream()
        .map(decision -> new Row(decision, byDecision.get(decision.id())))
        .toList();
  }
}
