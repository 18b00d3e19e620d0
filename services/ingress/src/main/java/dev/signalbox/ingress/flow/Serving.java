package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.platform.problem.ProblemException;

/** Whether a route does what is asked for: all of its models make embeddings, or none does. */
final class Serving {
  private Serving() {}

  /**
   * Lets a request through to a route that serves it.
   *
   * @throws ProblemException 400 when it does not
   */
  static void check(PoolSnapshot pool, Route route, Operation operation) {
    boolean wanted = operation == Operation.EMBEDDINGS;
    boolean made =
        pool.model(route.models().get(0))
            .map(model -> model.capabilities().embeddings())
            .orElse(false);
    if (wanted != made) {
      throw new ProblemException(
          IngressProblem.NO_CAPABLE_MODEL,
          wanted
              ? "'" + route.name() + "' makes no embeddings."
              : "'" + route.name() + "' makes embeddings only; ask /v1/embeddings.",
          "model",
          null);
    }
  }
}
