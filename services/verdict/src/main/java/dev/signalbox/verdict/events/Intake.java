package dev.signalbox.verdict.events;

import dev.signalbox.verdict.database.Failures;
import dev.signalbox.verdict.database.Positions;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * Takes a batch of one topic in: reads, stores, puts aside what can't be stored. Completes only
 * when every record is stored, known already, or a dead letter, so that the offsets which are
 * committed then cover nothing that is lost. While PostgreSQL or the dead letter's topic is away it
 * tries again for as long as it takes, and the consumer is paused by back-pressure.
 *
 * @param <R> what one record becomes
 */
final class Intake<R> {
  private static final Logger LOG = Logger.getLogger(Intake.class);
  private static final double JITTER = 0.2;

  /** The first wait and the longest wait between two tries. */
  record Retry(Duration initial, Duration max) {}

  /** Where a record goes that can't be stored; fails while that place is away. */
  @FunctionalInterface
  interface Aside {
    Uni<Void> add(ConsumerRecord<byte[], byte[]> record, String reason, String detail);
  }

  private record Item<R>(ConsumerRecord<byte[], byte[]> record, R row) {}

  private final String topic;
  private final Function<ConsumerRecord<byte[], byte[]>, R> reader;
  private final BiFunction<List<R>, Positions, Uni<Integer>> store;
  private final Aside aside;
  private final MeterRegistry meters;
  private final Retry retry;

  /**
   * @param reader throws {@link InvalidEventException} for what can never be stored
   * @param store one transaction with how far it brings the topic; answers how many rows were new
   */
  Intake(
      String topic,
      Function<ConsumerRecord<byte[], byte[]>, R> reader,
      BiFunction<List<R>, Positions, Uni<Integer>> store,
      Aside aside,
      MeterRegistry meters,
      Retry retry) {
    this.topic = topic;
    this.reader = reader;
    this.store = store;
    this.aside = aside;
    this.meters = meters;
    this.retry = retry;
    // There before the first fault: an alert sees a counter grow, not appear.
    List.of("stored", "duplicate", "dead_letter", "retry").forEach(this::counter);
  }

  Uni<Void> take(ConsumerRecords<byte[], byte[]> records) {
    List<Item<R>> items = new ArrayList<>(records.count());
    Uni<Void> refused = Uni.createFrom().voidItem();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        items.add(new Item<>(record, reader.apply(record)));
      } catch (InvalidEventException e) {
        refused = refused.chain(() -> setAside(record, e.reason(), String.valueOf(e.getMessage())));
      }
    }
    Uni<Void> others = refused;
    return storeAll(items).chain(() -> others);
  }

  private Uni<Void> storeAll(List<Item<R>> items) {
    if (items.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return persistently(
            () -> store.apply(items.stream().map(Item::row).toList(), positions(items)),
            failure -> !Failures.isBadData(failure))
        .invoke(fresh -> count(items.size(), fresh))
        .replaceWithVoid()
        .onFailure(Failures::isBadData)
        .recoverWithUni(failure -> oneByOne(items, failure));
  }

  private Positions positions(List<Item<R>> items) {
    Map<Integer, Long> next = new HashMap<>();
    for (Item<R> item : items) {
      next.merge(item.record().partition(), item.record().offset() + 1, Math::max);
    }
    return new Positions(topic, next);
  }

  /** One bad row fails its whole batch: the others are stored without it. */
  private Uni<Void> oneByOne(List<Item<R>> items, Throwable failure) {
    if (items.size() == 1) {
      LOG.warnf("%s: PostgreSQL refuses a record's data: %s", topic, failure.getMessage());
      return setAside(
          items.get(0).record(), "refused_by_database", "PostgreSQL refuses the record's data");
    }
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .transformToUniAndConcatenate(item -> storeAll(List.of(item)))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> setAside(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {
    LOG.warnf(
        "%s-%d@%d goes to the dead letters: %s, %s",
        record.topic(), record.partition(), record.offset(), reason, detail);
    return persistently(() -> aside.add(record, reason, detail), failure -> true)
        .invoke(() -> counter("dead_letter").increment());
  }

  private <T> Uni<T> persistently(
      java.util.function.Supplier<Uni<T>> attempt, java.util.function.Predicate<Throwable> again) {
    return Uni.createFrom()
        .deferred(() -> attempt.get())
        .onFailure(again)
        .invoke(
            failure -> {
              counter("retry").increment();
              LOG.warnf("%s: consumption waits: %s", topic, failure.getMessage());
            })
        .onFailure(again)
        .retry()
        .withBackOff(retry.initial(), retry.max())
        .withJitter(JITTER)
        .indefinitely();
  }

  private void count(int all, int fresh) {
    counter("stored").increment(fresh);
    counter("duplicate").increment(all - fresh);
  }

  private io.micrometer.core.instrument.Counter counter(String result) {
    return meters.counter("signalbox.verdict.events", "topic", topic, "result", result);
  }
}
