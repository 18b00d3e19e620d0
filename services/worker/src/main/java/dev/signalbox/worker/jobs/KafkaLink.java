package dev.signalbox.worker.jobs;

import dev.signalbox.edge.kafka.Sending;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.platform.spool.EventPublisher;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The way to Kafka. Its producer is made when it is first needed, because a name that can't be
 * resolved while the link is down is no reason not to start.
 */
public final class KafkaLink implements EventPublisher, AutoCloseable {
  private static final String BLOCK_MS = "5000";
  private static final String DELIVERY_MS = "20000";

  private final Map<String, String> connection;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /**
   * @param connection {@code bootstrap.servers} and what the clients need to log in, in Kafka's
   *     words
   */
  public KafkaLink(Map<String, String> connection) {
    this.connection = Map.copyOf(connection);
  }

  @Override
  public CompletionStage<Void> publish(String topic, CloudEvent event) {
    return send(Sending.record(topic, event));
  }

  /** Completes once the broker has the record for good. */
  CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
    return Sending.send(this::producer, record);
  }

  private synchronized KafkaProducer<byte[], byte[]> producer() {
    if (producer == null) {
      Map<String, Object> settings = new HashMap<>(connection);
      settings.put("acks", "all");
      settings.put("enable.idempotence", "true");
      settings.put("max.block.ms", BLOCK_MS);
      settings.put("request.timeout.ms", "10000");
      settings.put("delivery.timeout.ms", DELIVERY_MS);
      settings.put("linger.ms", "5");
      producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /** A consumer of a group; fails while no server's name can be resolved. */
  KafkaConsumer<byte[], byte[]> consumer(String group, int mostRecords) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put("group.id", group);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.poll.records", mostRecords);
    settings.put("session.timeout.ms", "15000");
    settings.put("heartbeat.interval.ms", "3000");
    settings.put("default.api.timeout.ms", "10000");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
  }
}
