package dev.signalbox.verdict.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.CostCharged;
import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.verdict.parity.ParityFold;
import dev.signalbox.verdict.parity.ParityRules;
import dev.signalbox.verdict.replay.Published;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code make replay-savings}: a published report again, from the topics alone. */
@Command(
    name = "replay-savings",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Makes a published report of GET /api/parity again from the topics up to its offsets, prints"
            + " it, and fails unless it is the same to the byte.")
public final class ReplaySavingsCommand implements Callable<Integer> {
  private static final int BAD_INPUT = 2;
  private static final int OTHERWISE = 1;

  /** Nothing that lies ahead of a clock is refused any more. */
  private static final Duration ANY_TIME = Duration.ofDays(36_500);

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  @Option(
      names = "--report",
      paramLabel = "<json>",
      required = true,
      description = "The report as GET /api/parity answered it: a file, or that address")
  private String report = "";

  @Option(
      names = "--kafka",
      paramLabel = "<host:port>",
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
      description = "Default: KAFKA_BOOTSTRAP_SERVERS, or 127.0.0.1:9092")
  private String kafka = "127.0.0.1:9092";

  @Option(names = "--file", paramLabel = "<jsonl>", description = "Read an export instead of Kafka")
  private @Nullable Path file;

  @Option(
      names = "--export",
      paramLabel = "<jsonl>",
      description =
          "Write the records that the report rests on here first, for the time when the topics have let go of them")
  private @Nullable Path export;

  @Spec private CommandSpec spec;

  private final ParityFold fold = new ParityFold();
  private final Bounds bounds = new Bounds(Clock.systemUTC(), ANY_TIME);
  private final EventReader<CostCharged> charged =
      new EventReader<>(JSON, CostCharged.class, "cost.charged.v1");
  private final EventReader<OutcomeObserved> observed =
      new EventReader<>(JSON, OutcomeObserved.class, "outcome.observed.v1");
  private final ChargeReader charges = new ChargeReader(bounds);
  private final OutcomeReader outcomes = new OutcomeReader(bounds);
  private long read;
  private long refused;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ReplaySavingsCommand()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      String published = Published.read(report);
      JsonNode said = JSON.readTree(published);
      check(said);
      ParityRules rules =
          new ParityRules(said.path("alpha").asDouble(), said.path("marginPoints").asDouble());
      Map<String, Map<Integer, Long>> offsets = RecordedEvents.offsets(said);
      if (export != null) {
        RecordedEvents.export(kafka, offsets, export);
      }
      if (file != null) {
        RecordedEvents.fromFile(Published.file(file), offsets, this::take);
      } else {
        RecordedEvents.fromKafka(kafka, offsets, this::take);
      }
      String again = new String(fold.report(rules, offsets).toBytes(), StandardCharsets.UTF_8);
      spec.commandLine().getOut().print(again);
      spec.commandLine().getOut().flush();
      boolean same = published.equals(again);
      err.printf(
          "replay-savings: %d records, %d of them dead letters; configuration %s; %s%n",
          read,
          refused,
          rules.hash(),
          same
              ? "the same to the byte"
              : "NOT the published report: " + Published.difference(published, again));
      return same ? CommandLine.ExitCode.OK : OTHERWISE;
    } catch (JsonProcessingException e) {
      err.println("replay-savings: this is no JSON: " + e.getOriginalMessage());
      return BAD_INPUT;
    } catch (IOException | IllegalArgumentException e) {
      err.println("replay-savings: " + e.getMessage());
      return BAD_INPUT;
    } catch (RecordedEvents.IncompleteException e) {
      err.println("replay-savings: " + e.getMessage());
      return BAD_INPUT;
    } catch (KafkaException e) {
      err.println("replay-savings: the broker at " + kafka + " can't be read: " + e.getMessage());
      return BAD_INPUT;
    }
  }

  private void check(JsonNode said) {
    String method = said.path("method").asText();
    if (!said.path("experiments").isArray()) {
      throw new IllegalArgumentException(
          report + " is no parity report: give what GET /api/parity answered, unchanged");
    }
    if (!method.equals(ParityRules.METHOD)) {
      throw new IllegalArgumentException(
          "%s was made by %s, and this release counts by %s: use the release that published it"
              .formatted(report, method, ParityRules.METHOD));
    }
  }

  /** As consumption takes it: what it put aside then is left out now. */
  private void take(ConsumerRecord<byte[], byte[]> record) {
    read++;
    try {
      if (record.topic().equals("signalbox.costs")) {
        fold.add(charges.read(charged.read(record)));
      } else {
        fold.add(outcomes.read(observed.read(record)));
      }
    } catch (InvalidEventException e) {
      refused++;
    }
  }
}
