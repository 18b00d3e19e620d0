package dev.signalbox.ingress.settlement;

/** Where token counts come from. */
public enum UsageSource {
  REPORTED,
  ESTIMATED
}
