package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Escalation;
import dev.signalbox.ingress.pool.Model;
import java.util.Optional;

/**
 * Whether the answer will be checked, and who is asked when it fails.
 *
 * @param to the stronger model; empty when the answer will not be checked
 * @param unchecked why not, such as {@code a stream is sent as it comes}; empty when it will be
 */
public record EscalationPlan(Escalation rules, Optional<Model> to, Optional<String> unchecked) {
  static EscalationPlan to(Escalation rules, Model model) {
    return new EscalationPlan(rules, Optional.of(model), Optional.empty());
  }

  static EscalationPlan none(Escalation rules, String because) {
    return new EscalationPlan(rules, Optional.empty(), Optional.of(because));
  }
}
