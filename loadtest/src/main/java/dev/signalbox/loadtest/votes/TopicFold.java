package dev.signalbox.loadtest.votes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Folds {@code signalbox.votes} as anybody could: the highest revision of each voter counts. A
 * pair's choice is told by whose answer was the better one.
 */
final class TopicFold {
  private static final String TOPIC = "signalbox.votes";
  private static final String PAIR = "pair:";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  private TopicFold() {}

  private record Key(String subject, String voter) {}

  private record Ballot(long revision, String choice) {}

  /** Reads until the fold is as expected, at most so long; answers the last fold. */
  static Counts until(String broker, String expected, Duration patience) throws IOException {
    Map<Key, Ballot> ballots = new HashMap<>();
    Instant end = Instant.now().plus(patience);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker, "enable.auto.commit", "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(info -> new TopicPartition(TOPIC, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Counts counts = new Counts();
      while (Instant.now().isBefore(end) && !counts.toString().equals(expected)) {
        for (var record : consumer.poll(POLL)) {
          JsonNode event = JSON.readTree(record.value());
          ballots.merge(
              new Key(subject(event), event.path("voter").asText()),
              new Ballot(event.path("revision").asLong(), choice(event)),
              (one, other) -> other.revision() > one.revision() ? other : one);
        }
        counts = new Counts();
        for (Map.Entry<Key, Ballot> ballot : ballots.entrySet()) {
          if (!ballot.getValue().choice().equals("withdrawn")) {
            counts.add(ballot.getKey().subject(), ballot.getValue().choice(), 1);
          }
        }
      }
      return counts;
    }
  }

  private static String subject(JsonNode event) {
    String subject = event.path("subject").asText();
    return subject.startsWith(PAIR) ? subject.substring(PAIR.length()) : subject;
  }

  private static String choice(JsonNode event) {
    String choice = event.path("choice").asText();
    return choice.equals("first") || choice.equals("second")
        ? event.path("pair").path(choice).asText()
        : choice;
  }
}
