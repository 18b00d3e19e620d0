package dev.signalbox.ingress.parity;

import dev.signalbox.platform.money.Money;

/** Is told how comparisons end, for metrics; must be quick. */
@FunctionalInterface
public interface ParityObserver {
  /**
   * A drawn request came to its end.
   *
   * @param result {@code graded}, or why it has no grade, as in the event
   */
  void ended(String route, String result, Money proof);
}
