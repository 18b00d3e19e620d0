package dev.signalbox.verdict.events;

import dev.signalbox.contracts.events.AlternativeChoice;
import dev.signalbox.contracts.events.Classification;
import dev.signalbox.contracts.events.EscalationPlanned;
import dev.signalbox.contracts.events.FeatureWeighed;
import dev.signalbox.contracts.events.OperatingPointServed;
import dev.signalbox.contracts.events.RouteDecided;
import dev.signalbox.contracts.events.RoutingAsked;
import dev.signalbox.contracts.events.Weighing;
import dev.signalbox.verdict.decision.DecisionChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks how a decision came about. All of it is optional: older events have none. */
final class ChoiceReader {
  private static final int MOST = 200;

  private final Bounds check;

  ChoiceReader(Bounds check) {
    this.check = check;
  }

  DecisionChoice read(RouteDecided decided, Classification classification) {
    List<FeatureWeighed> features = bounded("features", classification.getFeatures());
    for (FeatureWeighed feature : features) {
      check.text("features.name", feature.getName(), Bounds.NAME);
    }
    List<String> fallbacks = bounded("fallbacks", decided.getFallbacks());
    for (String fallback : fallbacks) {
      check.text("fallbacks", fallback, Bounds.NAME);
    }
    EscalationPlanned escalation = decided.getEscalation();
    if (escalation != null) {
      check.optional("escalation.to", escalation.getTo(), Bounds.NAME);
      check.optional("escalation.unchecked", escalation.getUnchecked(), Bounds.SENTENCE);
    }
    return new DecisionChoice(
        check.optional("classification.unsure", classification.getUnsure(), Bounds.SENTENCE),
        classification.getTaskConfidence(),
        features,
        fallbacks,
        asked(decided.getAsked()),
        weighing(decided.getWeighing()),
        escalation);
  }

  private @Nullable RoutingAsked asked(@Nullable RoutingAsked asked) {
    if (asked != null) {
      for (String model : bounded("asked.models", asked.getModels())) {
        check.text("asked.models", model, Bounds.SENTENCE);
      }
      check.optional("asked.zone", asked.getZone(), Bounds.SENTENCE);
    }
    return asked;
  }

  private @Nullable Weighing weighing(@Nullable Weighing weighing) {
    if (weighing != null) {
      for (OperatingPointServed point :
          bounded("weighing.operatingPoints", weighing.getOperatingPoints())) {
        check.present("weighing.operatingPoints.lossPoints", point.getLossPoints());
        check.present("weighing.operatingPoints.weightPerUsd", point.getWeightPerUsd());
      }
      for (AlternativeChoice one : bounded("weighing.alternatives", weighing.getAlternatives())) {
        check.text("weighing.alternatives.mode", one.getMode(), Bounds.NAME);
        check.text("weighing.alternatives.model", one.getModel(), Bounds.NAME);
      }
    }
    return weighing;
  }

  private static <T> List<T> bounded(String field, @Nullable List<T> list) {
    if (list == null) {
      return List.of();
    }
    if (list.size() > MOST) {
      throw Bounds.invalid(field, "are more than " + MOST);
    }
    return list;
  }
}
