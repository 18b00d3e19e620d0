package dev.signalbox.verdict.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.contracts.events.CostCharged;
import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.contracts.events.RouteDecided;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.decision.DecisionBook;
import dev.signalbox.verdict.decision.DecisionRow;
import dev.signalbox.verdict.parity.OutcomeRow;
import dev.signalbox.verdict.parity.ParityBook;
import dev.signalbox.verdict.savings.ChargeRow;
import dev.signalbox.verdict.savings.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The consumed topics. The next batch of a topic is asked for when the last one is safe. */
@ApplicationScoped
class Consumption {
  private final Intake<DecisionRow> decisions;
  private final Intake<ChargeRow> costs;
  private final Intake<OutcomeRow> outcomes;
  private final IntakeSpans spans;

  Consumption(
      DecisionBook book,
      Ledger ledger,
      ParityBook parity,
      DeadLetters deadLetters,
      MeterRegistry meters,
      ObjectMapper json,
      InstantSource clock,
      VerdictConfig config,
      Traces traces) {
    this.spans = new IntakeSpans(traces);
    Bounds bounds = new Bounds(clock, config.events().maxAhead());
    Intake.Retry retry =
        new Intake.Retry(config.events().retryInitial(), config.events().retryMax());
    EventReader<RouteDecided> decided =
        new EventReader<>(json, RouteDecided.class, "route.decided.v1");
    DecisionReader decisionReader = new DecisionReader(bounds);
    this.decisions =
        new Intake<>(
            "signalbox.decisions",
            record -> decisionReader.read(decided.read(record)),
            (rows, positions) -> book.record(rows),
            deadLetters::add,
            meters,
            retry);
    EventReader<CostCharged> charged =
        new EventReader<>(json, CostCharged.class, "cost.charged.v1");
    ChargeReader chargeReader = new ChargeReader(bounds);
    this.costs =
        new Intake<>(
            "signalbox.costs",
            record -> chargeReader.read(charged.read(record)),
            ledger::record,
            deadLetters::add,
            meters,
            retry);
    EventReader<OutcomeObserved> observed =
        new EventReader<>(json, OutcomeObserved.class, "outcome.observed.v1");
    OutcomeReader outcomeReader = new OutcomeReader(bounds);
    this.outcomes =
        new Intake<>(
            "signalbox.outcomes",
            record -> outcomeReader.read(observed.read(record)),
            parity::record,
            deadLetters::add,
            meters,
            retry);
  }

  @Incoming("decisions")
  Uni<Void> decisions(ConsumerRecords<byte[], byte[]> records) {
    return traced(decisions, records);
  }

  @Incoming("costs")
  Uni<Void> costs(ConsumerRecords<byte[], byte[]> records) {
    return traced(costs, records);
  }

  @Incoming("outcomes")
  Uni<Void> outcomes(ConsumerRecords<byte[], byte[]> records) {
    return traced(outcomes, records);
  }

  private Uni<Void> traced(Intake<?> intake, ConsumerRecords<byte[], byte[]> records) {
    long start = spans.begin();
    return intake.take(records).invoke(() -> spans.end(records, start));
  }
}
