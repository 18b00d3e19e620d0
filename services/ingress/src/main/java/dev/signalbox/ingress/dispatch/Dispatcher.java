package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.upstream.ModelClients;
import dev.signalbox.ingress.upstream.Order;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Consumer;

/** Starts dispatches. Thread-safe. */
public final class Dispatcher {
  private final Vertx vertx;
  private final ModelClients clients;
  private final DispatchLimits limits;
  private final AttemptObserver observer;

  public Dispatcher(
      Vertx vertx, ModelClients clients, DispatchLimits limits, AttemptObserver observer) {
    this.vertx = vertx;
    this.clients = clients;
    this.limits = limits;
    this.observer = observer;
  }

  /**
   * Asks the models in their order. The sink is used for streams only; {@code whenEnded} hears
   * exactly one outcome, on this context.
   *
   * @param ranked never empty
   * @param journal told of every call before it is made
   * @param begun as {@link System#nanoTime}: the deadline counts from there
   */
  public Dispatch start(
      Order order,
      List<Model> ranked,
      AnswerSink sink,
      AttemptJournal journal,
      long begun,
      Consumer<DispatchOutcome> whenEnded) {
    Dispatch dispatch =
        new Dispatch(
            vertx, clients, limits, observer, order, ranked, sink, journal, begun, whenEnded);
    dispatch.start();
    return dispatch;
  }
}
