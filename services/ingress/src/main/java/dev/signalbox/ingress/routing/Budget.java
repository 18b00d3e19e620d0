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

  /**
   * What is left to spend at this moment.
   *
   * @param left empty when nothing bounds it
   */
  static Budget of(Optional<Money> left) {
    if (left.isEmpty()) {
      return unlimited();
    }
    Money most = left.get();
    return expectedCost ->
        expectedCost.compareTo(most) > 0
            ? Optional.of("the budget has " + Reasons.price(most) + " left")
            : Optional.empty();
  }

  static Budget unlimited() {
    return expectedCost -> Optional.empty();
  }
}
