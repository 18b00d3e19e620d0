package dev.signalbox.worker.jobs;

import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SpoolDrain;
import dev.signalbox.platform.spool.SpoolLimits;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.worker.serving.ModelServer;
import dev.signalbox.worker.serving.ServerOptions;
import dev.signalbox.worker.serving.ServingObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** A worker that does jobs only, in a JVM that a test kills. Arguments: model, folder, broker. */
final class JobWorkerMain implements AutoCloseable {
  private final ModelServer server;
  private final EventSpool spool;
  private final KafkaLink link;
  private final SpoolDrain drain;
  private final JobPuller puller;

  JobWorkerMain(Path model, Path folder, String broker) {
    server = ModelServer.start(model, ServerOptions.standard(1), ServingObserver.NONE);
    server.ready().join();
    spool = EventSpool.open(folder, SpoolLimits.standard());
    link = new KafkaLink(java.util.Map.of("bootstrap.servers", broker));
    drain =
        SpoolDrain.start(
            spool, link, Duration.ofSeconds(25), Duration.ofSeconds(1), System.err::println);
    puller =
        JobPuller.start(
            link,
            new JobSettings("tiny", 2, 1 << 20),
            server,
            spool,
            folder,
            InstantSource.system(),
            Traces.off(),
            System.err::println);
  }

  /** Whether nothing is being answered and every answer was handed over. */
  boolean isIdle() {
    return server.running() + server.waiting() == 0 && spool.backlogEvents() == 0;
  }

  EventSpool spool() {
    return spool;
  }

  @Override
  public void close() {
    puller.close();
    drain.close();
    link.close();
    spool.close();
    server.close();
  }

  public static void main(String[] arguments) throws InterruptedException {
    JobWorkerMain worker =
        new JobWorkerMain(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
    Thread.currentThread().join();
    worker.close();
  }
}
