package dev.signalbox.ingress.routing;

/** What a model must pass before it is compared with others. */
public enum Gate {
  ENABLED,
  MODALITY,
  CONTEXT,
  OUTPUT,
  TOOLS,
  JSON,
  ZONE,
  HEALTH
}
