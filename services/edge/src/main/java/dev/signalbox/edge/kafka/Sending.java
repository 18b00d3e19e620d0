package dev.signalbox.edge.kafka;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;

/** Sends by a producer. */
public final class Sending {
  private Sending() {}

  /** A CloudEvent in binary mode, its partition key as the record's key. */
  public static ProducerRecord<byte[], byte[]> record(String topic, CloudEvent event) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, bytes(event.partitionKey()), event.data());
    Headers headers = record.headers();
    event.eachHeader((name, value) -> headers.add(name, bytes(value)));
    return record;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Completes once the broker has the record for good; fails where it has not, also where the
   * producer can't be made.
   */
  public static CompletableFuture<Void> send(
      Supplier<? extends Producer<byte[], byte[]>> producer,
      ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    try {
      Future<RecordMetadata> unused =
          producer
              .get()
              .send(
                  record,
                  (metadata, failure) -> {
                    if (failure == null) {
                      sent.complete(null);
                    } else {
                      sent.completeExceptionally(failure);
                    }
                  });
    } catch (KafkaException e) {
      sent.completeExceptionally(e);
    }
    return sent;
  }
}
