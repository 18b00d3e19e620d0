package dev.signalbox.verdict.events;

import dev.signalbox.platform.cloudevents.CloudEvent;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;

/** CloudEvents as Kafka records in binary mode. */
final class Outgoing {
  private Outgoing() {}

  /** Keyed by the event's partition key. */
  static Message<byte[]> message(CloudEvent event) {
    Headers headers = new RecordHeaders();
    event
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return Message.of(event.data())
        .addMetadata(
            OutgoingKafkaRecordMetadata.<String>builder()
                .withKey(event.partitionKey())
                .withHeaders(headers)
                .build());
  }
}
