package dev.signalbox.ingress.upstream;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Stands for workers that are chosen by label where nothing tells the labels of workers: each
 * attempt fails at once.
 */
final class NoWorkerClient implements ModelClient {
  private final Vertx vertx;

  NoWorkerClient(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public ModelCall start(Order order, Duration patience, AnswerListener listener) {
    Cancellation call = new Cancellation();
    vertx
        .getOrCreateContext()
        .runOnContext(
            now -> {
              if (!call.cancelled) {
                listener.failed(
                    UpstreamFailure.of(
                        UpstreamFailure.Kind.UNREACHABLE,
                        "Workers are chosen by label, and this ingress watches no cluster."));
              }
            });
    return call;
  }

  private static final class Cancellation implements ModelCall {
    private boolean cancelled;

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}
  }
}
