package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.admission.Admission;
import dev.signalbox.ingress.admission.RateGate;
import dev.signalbox.ingress.admission.Spending;
import dev.signalbox.ingress.api.ApiRoutes;
import dev.signalbox.ingress.api.BatchRoutes;
import dev.signalbox.ingress.api.FileRoutes;
import dev.signalbox.ingress.api.ModelHealth;
import dev.signalbox.ingress.api.ModelList;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.classify.ClassifierClient;
import dev.signalbox.ingress.classify.ClassifierLimits;
import dev.signalbox.ingress.conversation.AffinityLimits;
import dev.signalbox.ingress.conversation.Conversations;
import dev.signalbox.ingress.dispatch.DispatchLimits;
import dev.signalbox.ingress.dispatch.Dispatcher;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.flow.ChatFlow;
import dev.signalbox.ingress.flow.Feedback;
import dev.signalbox.ingress.flow.Grading;
import dev.signalbox.ingress.flow.Ids;
import dev.signalbox.ingress.flow.RecentDecisions;
import dev.signalbox.ingress.flow.Shadowing;
import dev.signalbox.ingress.keys.KeyFile;
import dev.signalbox.ingress.keys.Keys;
import dev.signalbox.ingress.picture.FetchPolicy;
import dev.signalbox.ingress.picture.PictureFetcher;
import dev.signalbox.ingress.picture.PictureLimits;
import dev.signalbox.ingress.pool.PoolDocuments;
import dev.signalbox.ingress.pool.PoolReading;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.routing.Budget;
import dev.signalbox.ingress.routing.Floors;
import dev.signalbox.ingress.settlement.Estimating;
import dev.signalbox.ingress.settlement.Intents;
import dev.signalbox.ingress.settlement.Settlement;
import dev.signalbox.ingress.telemetry.Metrics;
import dev.signalbox.ingress.tokens.Estimator;
import dev.signalbox.ingress.upstream.ModelClients;
import dev.signalbox.ingress.warmup.Rehearsal;
import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SpoolLimits;
import dev.signalbox.platform.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Rehearses before the process listens: a copy of everything, with files, events and metrics of its
 * own, answers made-up requests for a moment. Nothing of it is seen outside, and a rehearsal that
 * fails only costs its speed.
 */
@ApplicationScoped
public class WarmUp {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final String KEY = "rehearsal";
  private static final String KEY_SHA256 =
      "2bcd3e14dca8fdb18ca3d4e958bb1c4df002598ae6e5d80fc9d9824a6b5dc450";

  private final IngressConfig config;
  private final Vertx vertx;
  private final ChatRequestReader reader;
  private final Ids ids;
  private final FileRoutes files;
  private final BatchRoutes batches;

  public WarmUp(
      IngressConfig config,
      Vertx vertx,
      ChatRequestReader reader,
      Ids ids,
      FileRoutes files,
      BatchRoutes batches) {
    this.files = files;
    this.batches = batches;
    this.config = config;
    this.vertx = vertx;
    this.reader = reader;
    this.ids = ids;
  }

  void start(@Observes StartupEvent starting) throws InterruptedException {
    Duration time = config.warmUp();
    if (time.isZero() || time.isNegative()) {
      return;
    }
    long until = System.nanoTime() + time.toNanos();
    try {
      int answered =
          rehearse(until)
              .toCompletionStage()
              .toCompletableFuture()
              .get(time.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
      LOG.infof("rehearsed %d requests", answered);
    } catch (TimeoutException e) {
      LOG.info("the rehearsal took too long and goes on behind the scenes");
    } catch (ExecutionException e) {
      LOG.warnf("the first requests will be slow: the rehearsal failed (%s)", e.getMessage());
    }
  }

  private Future<Integer> rehearse(long until) {
    return vertx
        .executeBlocking(() -> Files.createTempDirectory("signalbox-rehearsal"))
        .compose(
            directory ->
                Rehearsal.stage(vertx)
                    .compose(stage -> rehearse(stage, directory, until))
                    .eventually(() -> vertx.executeBlocking(() -> delete(directory))));
  }

  private Future<Integer> rehearse(HttpServer stage, Path directory, long until) {
    return vertx
        .executeBlocking(() -> new Parts(stage.actualPort(), directory))
        .compose(
            parts -> {
              Router router = Router.router(vertx);
              parts.routes().register(router);
              return new Rehearsal(vertx, KEY, "auto")
                  .run(router, until)
                  .eventually(() -> vertx.executeBlocking(parts::close));
            })
        .eventually(() -> stage.close());
  }

  private static boolean delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return true;
  }

  /** The copy. */
  private final class Parts {
    private final EventSpool spool;
    private final KeyFile keys;
    private final ModelClients clients;
    private final ClassifierClient classifier;
    private final PictureFetcher fetcher;
    private final ApiRoutes routes;

    Parts(int port, Path directory) {
      this.spool = EventSpool.open(directory.resolve("spool"), SpoolLimits.standard());
      EventLog events = new EventLog(spool, "/signalbox/rehearsal", 0);
      this.keys = keys(directory);
      PoolSnapshot pool = pool(port);
      this.clients = new ModelClients(vertx, WatchedParts.limits(config.upstreams()), Map.of());
      clients.use(pool);
      this.classifier =
          new ClassifierClient(
              vertx,
              "127.0.0.1",
              port,
              new ClassifierLimits(
                  Duration.ofSeconds(5),
                  16_000,
                  1_000,
                  Duration.ofSeconds(1),
                  Duration.ofSeconds(1),
                  1_000));
      this.fetcher = new PictureFetcher(vertx, FetchPolicy.DEFAULT);
      Metrics metrics = new Metrics(new SimpleMeterRegistry());
      DispatchLimits limits =
          new DispatchLimits(
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              1,
              Duration.ofSeconds(5),
              Optional.empty());
      RecentDecisions recent = new RecentDecisions(64);
      ChatFlow flow =
          new ChatFlow(
              new ChatFlow.Parts(
                  () -> pool,
                  clients::health,
                  (visit, route) -> Budget.unlimited(),
                  route -> Floors.NONE,
                  new Conversations(AffinityLimits.NONE, Clock.systemUTC(), placement -> {}),
                  recent,
                  Optional.of(classifier),
                  new Dispatcher(vertx, clients, limits, metrics),
                  Spending.unbounded(Clock.systemUTC()),
                  new Settlement(
                      events,
                      Clock.systemUTC(),
                      "rehearsal",
                      new Intents(IntentParts.open(directory, 100), "rehearsal")),
                  events,
                  fetcher,
                  PictureLimits.DEFAULT,
                  ids,
                  Clock.systemUTC(),
                  metrics,
                  Shadowing.off(),
                  new Estimating(vertx, new Estimator()),
                  Optional.empty()));
      this.routes =
          new ApiRoutes(
              vertx,
              config,
              new Admission(
                  Keys.ofFile(keys, Clock.systemUTC()),
                  new RateGate(System::nanoTime),
                  events,
                  100,
                  1 << 20),
              reader,
              flow,
              new ModelList(() -> pool, route -> Floors.NONE),
              recent,
              new ModelHealth(clients::breakers, model -> Optional.empty()),
              RequestParts.repetitions(config.replay(), flow, Clock.systemUTC()),
              files,
              batches,
              new Feedback(recent, Grading.ALONE, events, Clock.systemUTC()),
              ids,
              Clock.systemUTC(),
              metrics,
              Traces.off());
    }

    private KeyFile keys(Path directory) {
      try {
        Path file =
            Files.writeString(
                directory.resolve("keys.yaml"),
                "keys: [{id: rehearsal, tenant: rehearsal, sha256: " + KEY_SHA256 + "}]\n");
        return KeyFile.watch(file, Duration.ofMinutes(1), Clock.systemUTC(), LOG::debug);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static PoolSnapshot pool(int port) {
      String text = RehearsalPool.documents(port);
      return switch (PoolDocuments.parse(text, "rehearsal", Map.of())) {
        case PoolReading.Accepted(PoolSnapshot pool) -> pool;
        case PoolReading.Refused refused ->
            throw new IllegalStateException(refused.violations().get(0).sentence());
      };
    }

    ApiRoutes routes() {
      return routes;
    }

    boolean close() {
      clients.close();
      classifier.close();
      fetcher.close();
      keys.close();
      spool.close();
      return true;
    }
  }
}
