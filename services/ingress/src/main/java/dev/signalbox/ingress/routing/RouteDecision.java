package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.platform.money.Money;
import java.util.List;
import java.util.Optional;

/** What the policy decided. */
public sealed interface RouteDecision {
  ReasonCode code();

  /** One readable sentence, without prompt text. */
  String reason();

  /** Every model of the route, cheapest first. */
  List<Candidate> candidates();

  /**
   * How candidates were weighed against each other.
   *
   * @param weightPerUsd probability of a good answer that a dollar outweighed
   * @param alternatives what each named mode would have chosen
   */
  record Weighing(double weightPerUsd, List<Alternative> alternatives) {
    public Weighing {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * A model was found.
   *
   * @param fallbacks what to try before the first byte when {@code model} fails, in this order
   * @param weighing empty when nothing was weighed: one model could serve, or none was predicted
   * @param escalation empty where the route has none, or the model is the strongest already
   * @param reference what savings are counted against: the first of the route's references that
   *     could have served, else {@code model} itself
   * @param expectedCost of {@code model}
   * @param referenceCost expected on {@code reference}
   */
  record Routed(
      Model model,
      List<Model> fallbacks,
      Mode mode,
      ReasonCode code,
      String reason,
      List<Candidate> candidates,
      Optional<Weighing> weighing,
      Optional<EscalationPlan> escalation,
      Model reference,
      Money expectedCost,
      Money referenceCost)
      implements RouteDecision {
    public Routed {
      fallbacks = List.copyOf(fallbacks);
      candidates = List.copyOf(candidates);
    }

    /** Whether the money shown is arithmetic only. */
    public boolean simulated() {
      return model.simulated() || reference.simulated();
    }
  }

  /** No model can serve. */
  record Impossible(ReasonCode code, String reason, List<Candidate> candidates)
      implements RouteDecision {
    public Impossible {
      candidates = List.copyOf(candidates);
    }
  }
}
