package dev.signalbox.ingress.whatif;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Decisions from their topic, by offsets that are fixed before the first is read. */
final class DecisionTopic implements AutoCloseable {
  private static final String TOPIC = "signalbox.decisions";
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Duration patience;

  /** From the first offset to before the last. */
  record Range(long from, long to) {}

  DecisionTopic(String servers, Duration patience) {
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(patience.toMillis()));
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.patience = patience;
  }

  /** The newest {@code most} of each partition, as of now. */
  Map<Integer, Range> newest(long most) {
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(TOPIC)
        .forEach(info -> partitions.add(new TopicPartition(TOPIC, info.partition())));
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    Map<Integer, Range> ranges = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      long to = end.getOrDefault(partition, 0L);
      long from = Math.max(begin.getOrDefault(partition, 0L), to - most);
      if (to > from) {
        ranges.put(partition.partition(), new Range(from, to));
      }
    }
    return ranges;
  }

  /**
   * Reads the ranges.
   *
   * @throws IllegalStateException when the broker gives nothing for too long
   */
  void read(Map<Integer, Range> ranges, Consumer<byte[]> each) {
    Map<TopicPartition, Range> left = new HashMap<>();
    ranges.forEach((number, range) -> left.put(new TopicPartition(TOPIC, number), range));
    consumer.assign(left.keySet());
    left.forEach((partition, range) -> consumer.seek(partition, range.from()));
    long heard = System.nanoTime();
    while (!left.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
        heard = System.nanoTime();
        TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
        Range range = left.get(partition);
        if (range != null && entry.offset() < range.to() && entry.value() != null) {
          each.accept(entry.value());
        }
      }
      left.entrySet().removeIf(open -> consumer.position(open.getKey()) >= open.getValue().to());
      if (System.nanoTime() - heard > patience.toNanos()) {
        throw new IllegalStateException("the broker gave nothing for " + patience);
      }
    }
  }

  /** As {@link #parse} reads them: {@code 0:10-25,1:0-7}. */
  static String write(Map<Integer, Range> ranges) {
    return ranges.entrySet().stream()
        .map(one -> one.getKey() + ":" + one.getValue().from() + "-" + one.getValue().to())
        .collect(Collectors.joining(","));
  }

  /**
   * Ranges in words.
   *
   * @throws IllegalArgumentException when they are none
   */
  static Map<Integer, Range> parse(String text) {
    Map<Integer, Range> ranges = new TreeMap<>();
    for (String one : text.split(",", -1)) {
      String[] parts = one.strip().split("[:-]", -1);
      if (parts.length != 3) {
        throw new IllegalArgumentException("not partition:from-to: " + one);
      }
      ranges.put(
          Integer.parseInt(parts[0]),
          new Range(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
    }
    return ranges;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
