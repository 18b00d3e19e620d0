package dev.signalbox.verdict.quarantine;

import dev.signalbox.verdict.VerdictConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at the votes again and again. The computing is done off the event loops; the newest votes
 * are looked at, at most as many as configured.
 */
@ApplicationScoped
public class Watch {
  private static final Logger LOG = Logger.getLogger(Watch.class);

  private final QuarantineBook book;
  private final MeterRegistry meters;
  private final int mostVotes;

  Watch(QuarantineBook book, MeterRegistry meters, VerdictConfig config) {
    this.book = book;
    this.meters = meters;
    this.mostVotes = config.integrity().mostVotes();
  }

  @Scheduled(
      every = "${signalbox.verdict.integrity.every:1M}",
      delayed = "20s",
      identity = "integrity",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
      skipExecutionIf = Scheduled.ApplicationNotRunning.class)
  Uni<Void> scheduled() {
    return look()
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf("votes were not looked at: %s", failure.getMessage());
              return Uni.createFrom().voidItem();
            });
  }

  /** One look now. */
  public Uni<Void> look() {
    return book.present(mostVotes)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .flatMap(
            present -> {
              long start = System.nanoTime();
              Look look =
                  Look.at(present.votes(), present.looked(), present.held(), present.pardoned());
              long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
              meters
                  .timer("signalbox.verdict.integrity.look")
                  .record(millis, TimeUnit.MILLISECONDS);
              return book.write(look, millis)
                  .invoke(written -> count(written, look))
                  .replaceWithVoid();
            });
  }

  private void count(boolean written, Look look) {
    if (written) {
      look.suspected()
          .forEach(
              found ->
                  meters
                      .counter("signalbox.verdict.integrity.found", "rule", found.rule().code())
                      .increment());
      meters.counter("signalbox.verdict.integrity.released").increment(look.released().size());
    }
  }
}
