package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.platform.money.Money;
import java.util.Optional;
import java.util.function.BiFunction;

/** What may still be spent on a request, as of one moment: the same answer for a whole decision. */
@FunctionalInterface
public interface Budget {
  /**
   * Why {@code model} can't be paid, such as {@code may cost up to $0.002, and the budget has
   * $0.0004 left}; empty when it can.
   */
  Optional<String> shortfall(Model model, RequestFacts facts);

  /**
   * What is left to spend at this moment.
   *
   * @param left empty when nothing bounds it, or when that is not known yet
   * @param most what is set aside for a request before a model is asked: a model that passes this
   *     gate is not refused for the same budget right after
   */
  static Budget of(Optional<Money> left, BiFunction<Model, RequestFacts, Money> most) {
    if (left.isEmpty()) {
      return unlimited();
    }
    Money bound = left.get();
    return (model, facts) -> {
      Money needed = most.apply(model, facts);
      return needed.compareTo(bound) > 0
          ? Optional.of(
              "may cost up to "
                  + Reasons.price(needed)
                  + ", and the budget has "
                  + Reasons.price(bound)
                  + " left")
          : Optional.empty();
    };
  }

  static Budget unlimited() {
    return (model, facts) -> Optional.empty();
  }
}
