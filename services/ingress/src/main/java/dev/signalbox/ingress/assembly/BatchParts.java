package dev.signalbox.ingress.assembly;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.BatchConfig;
import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.admission.Admission;
import dev.signalbox.ingress.api.BatchAsker;
import dev.signalbox.ingress.api.BatchRoutes;
import dev.signalbox.ingress.api.FileRoutes;
import dev.signalbox.ingress.batch.BatchDesk;
import dev.signalbox.ingress.batch.BatchLimits;
import dev.signalbox.ingress.batch.FileShelf;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.flow.ChatFlow;
import dev.signalbox.ingress.flow.Ids;
import dev.signalbox.ingress.flow.PulledJobs;
import dev.signalbox.ingress.peer.Owner;
import dev.signalbox.ingress.peer.Peers;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.settlement.Settlement;
import dev.signalbox.ingress.telemetry.Metrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/** Files and batches. */
@ApplicationScoped
public class BatchParts {
  private static final int BEFORE_EVENTS = 100;

  private final BatchConfig config;
  private final Vertx vertx;

  public BatchParts(IngressConfig config, Vertx vertx) {
    this.config = config.batches();
    this.vertx = vertx;
  }

  @Produces
  @Singleton
  FileShelf shelf() {
    return new FileShelf(config.directory());
  }

  @Produces
  @Singleton
  Peers peers(PeerTls tls) {
    return new Peers(vertx, Owner.of(config.directory()), config.peers().orElse(List.of()), tls);
  }

  void close(@Disposes Peers peers) {
    peers.close();
  }

  @Produces
  @Singleton
  FileRoutes fileRoutes(FileShelf files, Peers peers, Ids ids, InstantSource clock) {
    return new FileRoutes(
        vertx, files, peers, () -> ids.next("") + peers.self().tag(), clock, config.fileBytes());
  }

  @Produces
  @Singleton
  BatchRoutes batchRoutes(BatchDesk desk, FileShelf files, Peers peers) {
    return new BatchRoutes(vertx, desk, files, peers);
  }

  /** Works from its first use on: whoever has it finds the unfinished batches open. */
  @Produces
  @Singleton
  BatchDesk desk(
      FileShelf files,
      Peers peers,
      Admission admission,
      ChatRequestReader reader,
      ChatFlow flow,
      PoolSource pool,
      EventLog events,
      Ids ids,
      InstantSource clock,
      Metrics metrics,
      Settlement settlement,
      IngressConfig all) {
    BatchAsker asker =
        new BatchAsker(
            vertx, admission, reader, flow, ids, clock, metrics, all.limits().requestsInFlight());
    PulledJobs jobs = new PulledJobs(pool::current, settlement, events, clock, metrics);
    BatchDesk desk =
        new BatchDesk(
            config.directory(),
            files,
            asker,
            new KafkaWorkerJobs(config.workerJobs(), pool::current, events, reader, jobs, clock),
            new BatchLimits(
                config.fileBytes(),
                config.lines(),
                config.lineBytes(),
                config.concurrency(),
                config.attempts(),
                config.backoff()),
            () -> ids.next("") + peers.self().tag(),
            clock);
    desk.start();
    return desk;
  }

  /** Unfinished batches go on when the process starts, whether or not anybody asks. */
  void start(@Observes StartupEvent started, BatchDesk desk) {
    // its making is its start
  }

  void stop(@Observes @Priority(BEFORE_EVENTS) ShutdownEvent stopping, BatchDesk desk) {
    desk.close();
  }
}
