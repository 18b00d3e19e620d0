package dev.signalbox.ingress.settlement;

/** How a settled request ended. */
public enum Ending {
  COMPLETED,
  CLIENT_GONE,
  INTERRUPTED,
  /** Answered from the response cache: nothing was consumed. */
  CACHED,
  /** Nobody answered, and attempts are billed all the same. */
  FAILED,
  /** This process' predecessor was killed meanwhile: estimated from what it had noted. */
  SETTLED_AFTER_CRASH
}
