package dev.signalbox.verdict.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final Duration BOUND = Duration.ofMinutes(2);
  private final List<String> stored = new ArrayList<>();
  private final List<String> aside = new ArrayList<>();
  private final List<Map<Integer, Long>> reached = new ArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void shouldTryAgainUntilTheDatabaseIsBack() {
    Intake<String> intake =
        intake(
            rows -> {
              if (attempts.incrementAndGet() < 4) {
                return Uni.createFrom().failure(new IOException("connection refused"));
              }
              stored.addAll(rows);
              return Uni.createFrom().item(rows.size());
            });

    intake.take(records("a", "b")).await().atMost(BOUND);

    assertThat(stored).containsExactly("a", "b");
    assertThat(attempts).hasValue(4);
    assertThat(aside).isEmpty();
  }

  @Test
  void shouldStoreTheOthersWhenTheDatabaseRefusesOneRecord() {
    Intake<String> intake =
        intake(
            rows -> {
              if (rows.contains("bad")) {
                return Uni.createFrom()
                    .failure(
                        new IllegalStateException(
                            new PgException("invalid byte", "ERROR", "22021", "")));
              }
              stored.addAll(rows);
              return Uni.createFrom().item(rows.size());
            });

    intake.take(records("a", "bad", "b")).await().atMost(BOUND);

    assertThat(stored).containsExactly("a", "b");
    assertThat(aside).containsExactly("bad refused_by_database");
    assertThat(reached.getLast()).isEqualTo(Map.of(0, 3L));
  }

  @Test
  void shouldNotFinishBeforeThePoisonIsAside() {
    AtomicInteger failures = new AtomicInteger(2);
    Intake<String> intake =
        new Intake<>(
            "topic",
            IntakeTest::read,
            (rows, positions) -> Uni.createFrom().item(rows.size()),
            (record, reason, detail) -> {
              if (failures.getAndDecrement() > 0) {
                return Uni.createFrom().failure(new IOException("no broker"));
              }
              aside.add(reason);
              return Uni.createFrom().voidItem();
            },
            new SimpleMeterRegistry(),
            new Intake.Retry(Duration.ofMillis(1), Duration.ofMillis(5)));

    intake.take(records("poison", "a")).await().atMost(BOUND);

    assertThat(aside).containsExactly("unreadable");
  }

  @Test
  void shouldCountNewOnesAndDuplicatesApart() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Intake<String> intake =
        new Intake<>(
            "topic",
            IntakeTest::read,
            (rows, positions) -> Uni.createFrom().item(1),
            (record, reason, detail) -> Uni.createFrom().voidItem(),
            meters,
            new Intake.Retry(Duration.ofMillis(1), Duration.ofMillis(5)));

    intake.take(records("a", "a", "a")).await().atMost(BOUND);

    assertThat(
            meters
                .counter("signalbox.verdict.events", "topic", "topic", "result", "stored")
                .count())
        .isEqualTo(1);
    assertThat(
            meters
                .counter("signalbox.verdict.events", "topic", "topic", "result", "duplicate")
                .count())
        .isEqualTo(2);
  }

  private Intake<String> intake(Function<List<String>, Uni<Integer>> store) {
    return new Intake<>(
        "topic",
        IntakeTest::read,
        (rows, positions) -> {
          reached.add(positions.next());
          return store.apply(rows);
        },
        (record, reason, detail) -> {
          aside.add(read(record) + " " + reason);
          return Uni.createFrom().voidItem();
        },
        new SimpleMeterRegistry(),
        new Intake.Retry(Duration.ofMillis(1), Duration.ofMillis(5)));
  }

  private static String read(ConsumerRecord<byte[], byte[]> record) {
    String text = new String(record.value(), StandardCharsets.UTF_8);
    if (text.equals("poison")) {
      throw new InvalidEventException("unreadable", "poison");
    }
    return text;
  }

  private static ConsumerRecords<byte[], byte[]> records(String... values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String value : values) {
      records.add(
          new ConsumerRecord<>(
              "topic", 0, records.size(), null, value.getBytes(StandardCharsets.UTF_8)));
    }
    return new ConsumerRecords<>(Map.of(new TopicPartition("topic", 0), records), Map.of());
  }
}
