package dev.signalbox.ingress.routing;

/** What a prediction rests on. */
public enum Basis {
  /** Graded outcomes of this model. */
  OUTCOMES,
  /** Its stated ability. */
  PRIOR,
  /** There is no prediction. */
  NONE
}
