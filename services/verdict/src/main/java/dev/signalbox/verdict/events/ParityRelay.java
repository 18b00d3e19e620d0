package dev.signalbox.verdict.events;

import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.verdict.parity.ParityNews;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Tells the routing policy what parity says of each model; at least once, newest last. */
@ApplicationScoped
class ParityRelay {
  private static final Logger LOG = Logger.getLogger(ParityRelay.class);
  private static final String TYPE = "parity.measured.v1";

  private final ParityNews news;
  private final MutinyEmitter<byte[]> emitter;

  ParityRelay(
      ParityNews news,
      @Channel("parity") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 1_024)
          MutinyEmitter<byte[]> emitter) {
    this.news = news;
    this.emitter = emitter;
  }

  @Scheduled(
      every = "10s",
      delayed = "5s",
      identity = "parity-relay",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
      skipExecutionIf = Scheduled.ApplicationNotRunning.class)
  Uni<Void> relay() {
    return news.relay(this::publish)
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf("what parity says waits to be relayed: %s", failure.getMessage());
              return Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> publish(List<ParityNews.Entry> entries) {
    Uni<Void> sent = Uni.createFrom().voidItem();
    for (ParityNews.Entry entry : entries) {
      sent = sent.chain(() -> emitter.sendMessage(Outgoing.message(event(entry))));
    }
    return sent;
  }

  private static CloudEvent event(ParityNews.Entry entry) {
    return new CloudEvent(
        "parity-" + Integer.toHexString(entry.key().hashCode()) + "-" + entry.at().toEpochMilli(),
        TYPE,
        "/signalbox/verdict",
        entry.key(),
        entry.at(),
        entry.key(),
        null,
        entry.data());
  }
}
