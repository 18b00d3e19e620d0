package dev.signalbox.verdict.replay;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.VoteCast;
import dev.signalbox.verdict.vote.Link;
import dev.signalbox.verdict.vote.LoggedVote;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the vote topic, or a file of it, up to given offsets. Belongs to one thread. */
final class VoteTopic {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int MOST = 5_000_000;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private VoteTopic() {}

  /** One record: a line of an export. */
  record Entry(int partition, long offset, VoteCast event) {}

  /** Votes with the offsets that they reach to. */
  record Log(List<Entry> entries, SortedMap<Integer, Long> offsets) {
    List<VoteCast> events() {
      return entries.stream().map(Entry::event).toList();
    }
  }

  /**
   * Reads from the beginning.
   *
   * @param offsets of each partition, the first not to read; null for as far as the topic reaches
   * @param patience the longest that it may take
   * @throws IOException when the topic has less, or there is no end within the patience
   */
  static Log kafka(String broker, @Nullable SortedMap<Integer, Long> offsets, Duration patience)
      throws IOException {
    Instant until = Instant.now().plus(patience);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", broker,
                "enable.auto.commit", "false",
                "default.api.timeout.ms", "15000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(BoardDocument.TOPIC).stream()
              .map(info -> new TopicPartition(BoardDocument.TOPIC, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      SortedMap<Integer, Long> ends = new TreeMap<>();
      consumer.endOffsets(partitions).forEach((p, end) -> ends.put(p.partition(), end));
      SortedMap<Integer, Long> wanted = offsets == null ? ends : offsets;
      for (Map.Entry<Integer, Long> one : wanted.entrySet()) {
        if (ends.getOrDefault(one.getKey(), 0L) < one.getValue()) {
          throw new IOException(
              "partition %d ends before offset %d".formatted(one.getKey(), one.getValue()));
        }
      }
      List<Entry> entries = new ArrayList<>();
      while (partitions.stream()
          .anyMatch(p -> consumer.position(p) < wanted.getOrDefault(p.partition(), 0L))) {
        if (Instant.now().isAfter(until) || entries.size() > MOST) {
          throw new IOException("the topic was not read to its end in time");
        }
        for (var record : consumer.poll(POLL)) {
          if (record.value() != null
              && record.offset() < wanted.getOrDefault(record.partition(), 0L)) {
            entries.add(
                new Entry(
                    record.partition(),
                    record.offset(),
                    JSON.readValue(record.value(), VoteCast.class)));
          }
        }
      }
      return checked(new Log(entries, wanted));
    }
  }

  /** Reads an export: one JSON object a line. */
  static Log file(Path export, SortedMap<Integer, Long> offsets) throws IOException {
    List<Entry> entries = new ArrayList<>();
    SortedMap<Integer, Long> reached = new TreeMap<>();
    try (BufferedReader in = Files.newBufferedReader(export)) {
      String line;
      for (int number = 1; (line = in.readLine()) != null; number++) {
        Entry entry;
        try {
          entry = JSON.readValue(line, Entry.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
          throw new IOException("line " + number + " is no record: " + e.getOriginalMessage(), e);
        }
        if (entry.offset() < offsets.getOrDefault(entry.partition(), 0L)) {
          entries.add(entry);
          reached.merge(entry.partition(), entry.offset() + 1, Math::max);
        }
      }
    }
    for (Map.Entry<Integer, Long> one : offsets.entrySet()) {
      if (reached.getOrDefault(one.getKey(), 0L) < one.getValue()) {
        throw new IOException("the file ends before offset " + one.getValue());
      }
    }
    return checked(new Log(entries, offsets));
  }

  static void export(Log log, Path file) throws IOException {
    try (var out = Files.newBufferedWriter(file)) {
      for (Entry entry : log.entries()) {
        out.write(JSON.writeValueAsString(entry));
        out.newLine();
      }
    }
  }

  /** Holds neighbours in a day's chain to each other. */
  private static Log checked(Log log) throws IOException {
    record Place(String day, long sequence) {}
    Map<Place, VoteCast> chain = new HashMap<>();
    for (VoteCast event : log.events()) {
      if (event.getChain() != null) {
        chain.put(new Place(event.getChain().getDay(), event.getChain().getSequence()), event);
      }
    }
    for (Map.Entry<Place, VoteCast> one : chain.entrySet()) {
      Place place = one.getKey();
      VoteCast before = chain.get(new Place(place.day(), place.sequence() - 1));
      String previous =
          place.sequence() == 1
              ? Link.genesis(LocalDate.parse(place.day()))
              : before == null ? null : before.getChain().getHash();
      VoteCast event = one.getValue();
      if (previous != null
          && !LoggedVote.link(event).after(previous).equals(event.getChain().getHash())) {
        throw new IOException(
            "the chain of %s is broken at %d".formatted(place.day(), place.sequence()));
      }
    }
    return log;
  }
}
