package dev.signalbox.ingress.events;

import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.platform.spool.EventPublisher;
import io.quarkus.arc.DefaultBean;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Publishes to Kafka: CloudEvents in binary mode, the partition key as the record's key. */
@ApplicationScoped
@DefaultBean
public class KafkaPublisher implements EventPublisher {
  /** Above the drain's batch, so that a batch always fits. */
  private static final int BUFFERED = 2048;

  private final Emitter<byte[]> emitter;

  public KafkaPublisher(
      @Channel("events") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFERED)
          Emitter<byte[]> emitter) {
    this.emitter = emitter;
  }

  @Override
  public CompletionStage<Void> publish(String topic, CloudEvent event) {
    CompletableFuture<Void> published = new CompletableFuture<>();
    RecordHeaders headers = new RecordHeaders();
    event
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    var metadata =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(topic)
            .withKey(event.partitionKey())
            .withHeaders(headers)
            .build();
    emitter.send(
        Message.of(
            event.data(),
            Metadata.of(metadata),
            () -> {
              published.complete(null);
              return CompletableFuture.completedFuture(null);
            },
            cause -> {
              published.completeExceptionally(cause);
              return CompletableFuture.completedFuture(null);
            }));
    return published;
  }
}
