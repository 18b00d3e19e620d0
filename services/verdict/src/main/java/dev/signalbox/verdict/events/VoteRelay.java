package dev.signalbox.verdict.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.contracts.events.VoteCast;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.vote.LoggedVote;
import dev.signalbox.verdict.vote.VoteOutbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Chains the vote log and carries it to Kafka in its order; at least once, with stable ids. */
@ApplicationScoped
class VoteRelay {
  private static final Logger LOG = Logger.getLogger(VoteRelay.class);
  private static final String TYPE = "vote.cast.v1";

  private final VoteOutbox outbox;
  private final MutinyEmitter<byte[]> emitter;
  private final ObjectMapper json;
  private final int batch;
  private final Counter relayed;

  VoteRelay(
      VoteOutbox outbox,
      @Channel("votes") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 1_024)
          MutinyEmitter<byte[]> emitter,
      ObjectMapper json,
      MeterRegistry meters,
      VerdictConfig config) {
    this.outbox = outbox;
    this.emitter = emitter;
    this.json = json;
    this.batch = config.events().relayBatch();
    this.relayed = meters.counter("signalbox.verdict.votes.relayed");
  }

  @Scheduled(
      every = "1s",
      delayed = "1s",
      identity = "vote-relay",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
      skipExecutionIf = Scheduled.ApplicationNotRunning.class)
  Uni<Void> relay() {
    return seal()
        .chain(this::publishAll)
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf("votes wait to be relayed: %s", failure.getMessage());
              return Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> seal() {
    return outbox
        .seal(batch)
        .flatMap(chained -> chained == batch ? seal() : Uni.createFrom().voidItem());
  }

  private Uni<Void> publishAll() {
    return outbox
        .relay(batch, this::publish)
        .invoke(taken -> relayed.increment(taken))
        .flatMap(taken -> taken == batch ? publishAll() : Uni.createFrom().voidItem());
  }

  /** The first goes alone: while the broker is away only it waits for the producer's timeout. */
  private Uni<Integer> publish(List<LoggedVote> entries) {
    return send(entries.get(0))
        .flatMap(
            first -> {
              if (!first) {
                return Uni.createFrom().item(0);
              }
              List<Uni<Boolean>> rest = new ArrayList<>();
              entries.subList(1, entries.size()).forEach(entry -> rest.add(send(entry)));
              return rest.isEmpty()
                  ? Uni.createFrom().item(1)
                  : Uni.join().all(rest).andCollectFailures().map(taken -> 1 + leading(taken));
            });
  }

  private static int leading(List<Boolean> taken) {
    int failed = taken.indexOf(false);
    return failed < 0 ? taken.size() : failed;
  }

  private Uni<Boolean> send(LoggedVote entry) {
    VoteCast vote = entry.event();
    CloudEvent event =
        new CloudEvent(
            vote.getVoteId(),
            TYPE,
            "/signalbox/verdict",
            vote.getSubject(),
            vote.getCastAt(),
            vote.getSubject(),
            null,
            bytes(vote));
    return emitter
        .sendMessage(Outgoing.message(event))
        .replaceWith(true)
        .onFailure()
        .invoke(failure -> LOG.warnf("a vote waits to be relayed: %s", failure.getMessage()))
        .onFailure()
        .recoverWithItem(false);
  }

  private byte[] bytes(VoteCast vote) {
    try {
      return json.writeValueAsBytes(vote);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
