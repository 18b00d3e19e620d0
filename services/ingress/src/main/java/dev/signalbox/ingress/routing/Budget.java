package dev.signalbox.ingress.routing;

import dev.signalbox.platform.money.Money;
import java.util.Optional;

/** What may still be spent on a request, as of one moment: the same answer for a whole decision. */
@FunctionalInterface
public interface Budget {
  /**
   * Why {@code expectedCost} can't be spent, such as {@code the key's day has $0.0004 left}; empty
   * when it can.
   */
  Optional<String> shortfall(Money expectedCost);

  static Budget unlimited() {
    return expectedCost -> Optional.empty();
  }
}
