package dev.signalbox.verdict.events;

import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.panel.VerdictOutbox;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Carries settled verdicts to Kafka, in order for each subject; at least once, with stable ids. */
@ApplicationScoped
class VerdictRelay {
  private static final Logger LOG = Logger.getLogger(VerdictRelay.class);
  private static final String TYPE = "verdict.settled.v1";

  private final VerdictOutbox outbox;
  private final MutinyEmitter<byte[]> emitter;
  private final int batch;

  VerdictRelay(
      VerdictOutbox outbox,
      @Channel("verdicts") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 1_024)
          MutinyEmitter<byte[]> emitter,
      VerdictConfig config) {
    this.outbox = outbox;
    this.emitter = emitter;
    this.batch = config.events().relayBatch();
  }

  @Scheduled(
      every = "1s",
      delayed = "1s",
      identity = "verdict-relay",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
      skipExecutionIf = Scheduled.ApplicationNotRunning.class)
  Uni<Void> relay() {
    return outbox
        .relay(batch, this::publish)
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf("verdicts wait to be relayed: %s", failure.getMessage());
              return Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> publish(List<VerdictOutbox.Entry> entries) {
    Uni<Void> sent = Uni.createFrom().voidItem();
    for (VerdictOutbox.Entry entry : entries) {
      sent = sent.chain(() -> send(entry));
    }
    return sent;
  }

  private Uni<Void> send(VerdictOutbox.Entry entry) {
    CloudEvent event =
        new CloudEvent(
            entry.eventId(),
            TYPE,
            "/signalbox/verdict",
            entry.subject(),
            entry.madeAt(),
            entry.subject(),
            null,
            entry.data().getBytes(StandardCharsets.UTF_8));
    return emitter.sendMessage(Outgoing.message(event));
  }
}
