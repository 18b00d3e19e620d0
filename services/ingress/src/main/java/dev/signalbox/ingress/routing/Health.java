package dev.signalbox.ingress.routing;

import java.util.Map;
import java.util.Optional;

/** Which models can be reached, as of one moment: the same answer for the whole of a decision. */
@FunctionalInterface
public interface Health {
  /**
   * Why {@code model} can't take a request now, such as {@code its breaker is open}; empty when it
   * can.
   */
  Optional<String> trouble(String model);

  static Health allUp() {
    return model -> Optional.empty();
  }

  /**
   * Some models are down.
   *
   * @param troubles reason by model; models that are absent are up
   */
  static Health of(Map<String, String> troubles) {
    Map<String, String> copy = Map.copyOf(troubles);
    return model -> Optional.ofNullable(copy.get(model));
  }
}
