package dev.signalbox.ingress.routing;

import java.util.Optional;

/** Which models are drained from a route, as of one moment. */
@FunctionalInterface
public interface Floors {
  /** No model is drained. */
  Floors NONE = model -> Optional.empty();

  /** Why {@code model} is drained, such as {@code is drained: …}; empty when it is not. */
  Optional<String> drained(String model);
}
