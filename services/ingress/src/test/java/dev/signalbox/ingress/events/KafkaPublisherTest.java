package dev.signalbox.ingress.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaPublisherTest {
  private static final CloudEvent EVENT =
      new CloudEvent(
          "cost-1",
          "cost.charged.v1",
          "/signalbox/ingress",
          "t",
          Instant.parse("2026-11-28T09:00:00.125Z"),
          "tenant",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "{}".getBytes(StandardCharsets.UTF_8));

  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final KafkaPublisher publisher = new KafkaPublisher(() -> kafka);

  @Test
  void shouldSendACloudEventInBinaryModeAndCompleteWithTheBrokersWord() {
    CompletableFuture<Void> published = publisher.publish("costs", EVENT).toCompletableFuture();

    ProducerRecord<byte[], byte[]> sent = kafka.history().get(0);
    Map<String, String> headers = new HashMap<>();
    sent.headers()
        .forEach(each -> headers.put(each.key(), new String(each.value(), StandardCharsets.UTF_8)));
    assertThat(headers).isEqualTo(EVENT.headers());
    assertThat(headers).containsEntry("ce_time", "2026-11-28T09:00:00.125Z");
    assertThat(sent.topic()).isEqualTo("costs");
    assertThat(sent.key()).asString().isEqualTo("tenant");
    assertThat(sent.value()).asString().isEqualTo("{}");
    assertThat(published).isNotDone();
    kafka.completeNext();
    assertThat(published).isCompleted();
  }

  @Test
  void shouldFailWhereTheBrokerRefusesAndWhereItCanNotBeReached() {
    CompletableFuture<Void> refused = publisher.publish("costs", EVENT).toCompletableFuture();
    kafka.errorNext(new IllegalStateException("no"));
    assertThat(refused).isCompletedExceptionally();

    KafkaPublisher away =
        new KafkaPublisher(
            () -> {
              throw new KafkaException("no name");
            });
    assertThat(away.publish("costs", EVENT).toCompletableFuture()).isCompletedExceptionally();
  }
}
