package dev.signalbox.ingress.routing;

import java.util.Locale;

/** What a model must pass before it is compared with others. In the order of the checks. */
public enum Gate {
  ENABLED,
  MODALITY,
  TOOLS,
  JSON,
  OUTPUT,
  CONTEXT,
  ZONE,
  FLOOR,
  MAX_COST,
  BUDGET,
  HEALTH;

  /** As in events and refusals, such as {@code max_cost}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
