package dev.signalbox.verdict.replay;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.VoteCast;
import dev.signalbox.contracts.events.VoteLink;
import dev.signalbox.verdict.vote.ChainHead;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

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

  /** How far to read. */
  sealed interface Extent {}

  /** As far as the topic reaches now. */
  record Everything() implements Extent {}

  /** By partition: the first offset not to read. */
  record Offsets(SortedMap<Integer, Long> next) implements Extent {}

  /** By day: the last entry of the chain that counts; all of those before it have to be there. */
  record Chained(SortedMap<String, ChainHead> heads) implements Extent {}

  /**
   * Reads from the beginning.
   *
   * @param patience the longest that it may take
   * @throws IOException when the topic has less, or there is no end within the patience
   */
  static Log kafka(String broker, Extent extent, Duration patience) throws IOException {
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
      SortedMap<Integer, Long> wanted = extent instanceof Offsets told ? told.next() : ends;
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
      return within(new Log(entries, wanted), extent);
    }
  }

  /** Reads an export: one JSON object a line. */
  static Log file(Path export, Extent extent) throws IOException {
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
        if (!(extent instanceof Offsets told)
            || entry.offset() < told.next().getOrDefault(entry.partition(), 0L)) {
          entries.add(entry);
          reached.merge(entry.partition(), entry.offset() + 1, Math::max);
        }
      }
    }
    if (extent instanceof Offsets told) {
      for (Map.Entry<Integer, Long> one : told.next().entrySet()) {
        if (reached.getOrDefault(one.getKey(), 0L) < one.getValue()) {
          throw new IOException("the file ends before offset " + one.getValue());
        }
      }
      reached = told.next();
    }
    return within(new Log(entries, reached), extent);
  }

  private static Log within(Log log, Extent extent) throws IOException {
    return checked(extent instanceof Chained chained ? upTo(log, chained.heads()) : log);
  }

  /** Leaves out what the chain got later; all that it had has to be there, and its last hash. */
  private static Log upTo(Log log, SortedMap<String, ChainHead> heads) throws IOException {
    List<Entry> counted = new ArrayList<>();
    Map<String, Set<Long>> seen = new HashMap<>();
    for (Entry entry : log.entries()) {
      VoteLink link = entry.event().getChain();
      ChainHead head = link == null ? null : heads.get(link.getDay());
      if (link != null && head != null && link.getSequence() <= head.sequence()) {
        counted.add(entry);
        seen.computeIfAbsent(link.getDay(), day -> new HashSet<>()).add(link.getSequence());
        if (link.getSequence() == head.sequence() && !link.getHash().equals(head.hash())) {
          throw new IOException("the chain of " + link.getDay() + " has another end");
        }
      }
    }
    for (Map.Entry<String, ChainHead> day : heads.entrySet()) {
      int found = seen.getOrDefault(day.getKey(), Set.of()).size();
      if (found < day.getValue().sequence()) {
        throw new IOException(
            "of %d entries of %s there are %d; the topic has each within seconds"
                .formatted(day.getValue().sequence(), day.getKey(), found));
      }
    }
    return new Log(counted, log.offsets());
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
