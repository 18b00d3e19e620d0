package dev.signalbox.ingress.budget;

/** Why there was no room. */
public enum Shortage {
  /** The period's cap is used up: nothing under way can change that. */
  EXHAUSTED,
  /** What is left is set aside for requests under way, some of which may come back. */
  SET_ASIDE,
  /** There may be room, but it is not here yet. */
  NOT_HERE
}
