package dev.signalbox.ingress.assembly;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.admission.RateGate;
import dev.signalbox.ingress.admission.Spending;
import dev.signalbox.ingress.budget.Budget;
import dev.signalbox.ingress.budget.Purse;
import dev.signalbox.ingress.control.AccessWatch;
import dev.signalbox.ingress.control.BudgetSync;
import dev.signalbox.ingress.control.GradeOffice;
import dev.signalbox.ingress.flow.Grading;
import dev.signalbox.ingress.keys.KeyFile;
import dev.signalbox.ingress.keys.Keys;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The line to verdict, where there is one: keys, budgets and the share in rates. */
@ApplicationScoped
public class ControlParts {
  private static final Logger LOG = Logger.getLogger(ControlParts.class);
  private static final int EARLY = 10;
  private static final int CONNECT_MS = 1_000;
  private static final long LAST_WORD_MS = 1_500;

  private final IngressConfig.Control settings;
  private final InstantSource clock;
  private final RateGate rates = new RateGate(System::nanoTime);
  private final String holder = "ingress-" + UUID.randomUUID();
  private final Optional<Line> line;

  /** What there is where verdict is followed. */
  private record Line(AccessWatch watch, BudgetSync sync, Purse purse, GradeOffice grades) {}

  public ControlParts(
      IngressConfig config, Vertx vertx, InstantSource clock, MeterRegistry registry, PeerTls tls) {
    this.settings = config.control();
    this.clock = clock;
    this.line = settings.address().map(address -> line(vertx, address(address), tls));
    line.ifPresent(
        made -> {
          Gauge.builder(
                  "signalbox.ingress.verdict.followed", made.watch, w -> w.connected() ? 1 : 0)
              .description("1 while changes of keys and budgets are heard of")
              .register(registry);
          Gauge.builder("signalbox.ingress.budgets.away", made.sync, s -> s.away() ? 1 : 0)
              .description("1 while no budget can be leased and those leased are used up")
              .register(registry);
          Gauge.builder("signalbox.ingress.budgets.slices", made.purse, p -> p.slices().size())
              .description("Budgets in a period that this process has a slice of")
              .register(registry);
        });
  }

  private Line line(Vertx vertx, SocketAddress address, PeerTls tls) {
    GrpcClient grpc =
        GrpcClient.client(
            vertx,
            tls.only(
                new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setConnectTimeout(CONNECT_MS)
                    .setTcpNoDelay(true)));
    // The purse tells the sync when room runs low; the sync refills the purse.
    BudgetSync[] sync = new BudgetSync[1];
    Purse purse = new Purse(clock, System::nanoTime, () -> sync[0].soon());
    sync[0] = new BudgetSync(vertx, grpc, address, holder, purse, clock);
    AccessWatch watch =
        new AccessWatch(
            vertx,
            grpc,
            address,
            holder,
            settings.snapshot(),
            new AccessWatch.Listener() {
              @Override
              public void budgets(List<Budget> budgets) {
                purse.use(budgets);
              }

              @Override
              public void watchers(int count) {
                rates.replicas(count);
              }
            });
    return new Line(watch, sync[0], purse, new GradeOffice(vertx, grpc, address));
  }

  private static SocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "signalbox.ingress.control.address is host:port, not " + text);
    }
    return SocketAddress.inetSocketAddress(
        Integer.parseInt(text.substring(colon + 1)), text.substring(0, colon));
  }

  /** Before the rehearsal, so that keys are there when the process is ready. */
  void start(@Observes @Priority(EARLY) StartupEvent starting) {
    line.ifPresent(
        made -> {
          made.watch.start();
          made.sync.start();
        });
  }

  /** Requests have ended by now: what is leased goes back at once instead of in a while. */
  void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
    if (line.isEmpty()) {
      return;
    }
    line.get().watch.close();
    try {
      line.get()
          .sync
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(LAST_WORD_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("verdict is away: what is leased goes back when the lease has run out");
    }
  }

  @Produces
  @Singleton
  Keys keys(KeyFile file) {
    return line.map(made -> Keys.ofFileAnd(file, made.watch::ring, clock))
        .orElseGet(() -> Keys.ofFile(file, clock));
  }

  @Produces
  @Singleton
  RateGate rates() {
    return rates;
  }

  @Produces
  @Singleton
  Spending spending() {
    Duration patience = settings.patience();
    return line.map(
            made ->
                new Spending(made.purse, made.sync::away, made.sync::nextReply, patience, clock))
        .orElseGet(() -> Spending.unbounded(clock));
  }

  /** Where clients' grades are kept for all replicas. */
  Grading grading() {
    return line.<Grading>map(Line::grades).orElse(Grading.ALONE);
  }

  /** Names this process in leases and in cost events. */
  String holder() {
    return holder;
  }

  /** Whether keys and budgets are known, if only from the last good state. */
  boolean known() {
    return line.map(made -> made.watch.ring() != null).orElse(true);
  }

  /** For people who look at the health. */
  String condition() {
    return line.map(
            made ->
                made.watch.connected()
                    ? "followed"
                    : made.watch.ring() == null ? "never heard of" : "away: last good state")
        .orElse("not configured");
  }
}
