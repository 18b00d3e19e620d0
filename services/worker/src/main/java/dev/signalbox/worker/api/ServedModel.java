package dev.signalbox.worker.api;

import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.Processors;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.serving.ModelServer;
import dev.signalbox.worker.serving.ServerOptions;
import dev.signalbox.worker.serving.ServingLimits;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one model of this process: loaded from the start on, stopped at its end. A folder that can't
 * be served ends the process.
 */
@Startup
@ApplicationScoped
public class ServedModel {
  private static final Logger LOG = Logger.getLogger(ServedModel.class);

  private final ModelServer server;

  public ServedModel(WorkerConfig config, WorkerMetrics metrics) {
    long begin = System.nanoTime();
    server = ModelServer.start(config.model().path(), options(config), metrics);
    metrics.watch(server);
    CompletableFuture<ModelServer> unused =
        server.ready().whenComplete((ok, failure) -> report(config, begin, failure));
  }

  private static void report(WorkerConfig config, long begin, @Nullable Throwable failure) {
    if (failure == null) {
      LOG.infof(
          "%s is ready after %d ms",
          config.model().name(), (System.nanoTime() - begin) / 1_000_000);
    } else if (failure instanceof CancellationException
        || failure.getCause() instanceof CancellationException) {
      LOG.infof("%s was stopped while it was loading", config.model().name());
    } else {
      LOG.errorf("%s can't be served: %s", config.model().name(), reason(failure));
      Quarkus.asyncExit(1);
    }
  }

  private static @Nullable String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? failure.getMessage() : cause.getMessage();
  }

  private static ServerOptions options(WorkerConfig config) {
    WorkerConfig.Limits limits = config.limits();
    return new ServerOptions(
        EngineOptions.on(
                config.engine().device(), config.engine().threads(), config.engine().precision())
            .keptTo(Processors.parse(config.engine().processors().orElse(""))),
        new ServingLimits(
            limits.running(),
            limits.waiting(),
            limits.waitingTiles(),
            limits.waitingTokens(),
            limits.kvCache().asLongValue(),
            limits.contextTokens(),
            limits.defaultOutputTokens(),
            limits.prefillTokens(),
            config.pictures().perRequest(),
            limits.retryAfter()),
        new PixelLimits(
            Math.toIntExact(config.pictures().maxSize().asLongValue()),
            config.pictures().maxPixels(),
            65_535,
            config.pictures().tileBudget()),
        config.engine().prepareThreads(),
        config.cache().pictures().asLongValue(),
        config.cache().prefixes().asLongValue());
  }

  /** The server, loading or ready. */
  public ModelServer server() {
    return server;
  }

  void stop(@Observes ShutdownEvent event) {
    server.close();
  }
}
