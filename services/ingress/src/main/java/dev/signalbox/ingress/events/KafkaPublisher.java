package dev.signalbox.ingress.events;

import dev.signalbox.edge.kafka.Sending;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.platform.spool.EventPublisher;
import io.quarkus.arc.DefaultBean;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to Kafka: CloudEvents in binary mode, the partition key as the record's key. Its
 * producer is made when it is first needed, because a name that can't be resolved while the link is
 * down is no reason not to start. Used by the drain's thread alone, and not after it was destroyed.
 */
@ApplicationScoped
@DefaultBean
public class KafkaPublisher implements EventPublisher {
  /**
   * The spool is the buffer; the producer keeps trying on its own for as long as the drain waits
   * for it. Nobody waits for an event: few large batches cost a fraction of many small ones.
   */
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "acks", "all",
          "enable.idempotence", "true",
          "linger.ms", "20",
          "batch.size", Integer.toString(256 << 10),
          "max.block.ms", "5000",
          "request.timeout.ms", "10000",
          "delivery.timeout.ms", "600000",
          "reconnect.backoff.max.ms", "1000",
          "client.id", "signalbox-ingress-events");

  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final Supplier<Producer<byte[], byte[]>> maker;
  private @Nullable Producer<byte[], byte[]> producer;

  /**
   * @param broker where Kafka is and how to log in: what is configured under {@code kafka.}
   * @param made is told of the producer, for its metrics
   */
  @Inject
  public KafkaPublisher(
      @Identifier("default-kafka-broker") Map<String, Object> broker, Event<Producer<?, ?>> made) {
    this(
        () -> {
          Producer<byte[], byte[]> fresh =
              new KafkaProducer<>(
                  settings(broker), new ByteArraySerializer(), new ByteArraySerializer());
          made.fire(fresh);
          return fresh;
        });
  }

  KafkaPublisher(Supplier<Producer<byte[], byte[]>> maker) {
    this.maker = maker;
  }

  private static Map<String, Object> settings(Map<String, Object> broker) {
    Map<String, Object> settings = new HashMap<>(SETTINGS);
    settings.putAll(broker);
    return settings;
  }

  @Override
  public CompletionStage<Void> publish(String topic, CloudEvent event) {
    return Sending.send(this::producer, Sending.record(topic, event));
  }

  private Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> made = producer;
    if (made == null) {
      made = maker.get();
      producer = made;
    }
    return made;
  }

  /** Ends the connection; what is not delivered by then is in the spool. */
  @PreDestroy
  void close() {
    Producer<byte[], byte[]> made = producer;
    if (made != null) {
      made.close(CLOSING);
    }
  }
}
