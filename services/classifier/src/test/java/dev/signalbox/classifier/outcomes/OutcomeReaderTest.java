package dev.signalbox.classifier.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.platform.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class OutcomeReaderTest {
  private final OutcomeReader reader =
      new OutcomeReader(new ObjectMapper().registerModule(new JavaTimeModule()));

  @Test
  void shouldLearnFromAGradeOfARealModel() {
    assertThat(reader.read(record("\"score\":0.75,\"predictedSuccess\":0.9")))
        .hasValueSatisfying(outcome -> assertThat(outcome.score()).isEqualTo(0.75));
  }

  @Test
  void shouldLearnNothingFromASimulatorsGrade() {
    assertThat(reader.read(record("\"score\":0,\"predictedSuccess\":0.9,\"simulated\":true")))
        .isEmpty();
  }

  @Test
  void shouldTakeAComparisonWithoutAGradeAsSuchAndNotAsPoison() {
    assertThat(reader.read(record("\"ungraded\":\"unparsed\",\"predictedSuccess\":0.9"))).isEmpty();
    assertThatThrownBy(() -> reader.read(record("\"predictedSuccess\":0.9")))
        .isInstanceOf(PoisonException.class);
  }

  private static ConsumerRecord<byte[], byte[]> record(String more) {
    byte[] json =
        ("{\"outcomeId\":\"o-1\",\"decisionId\":\"d-1\",\"observedAt\":\"2026-11-22T10:20:00Z\","
                + "\"tenant\":\"demo\",\"model\":\"cheap\",\"source\":\"shadow\","
                + more
                + "}")
            .getBytes(StandardCharsets.UTF_8);
    CloudEvent event =
        new CloudEvent(
            "o-1", "outcome.observed.v1", "/test", "demo", Instant.EPOCH, "demo", null, json);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("signalbox.outcomes", 0, 0, new byte[0], json);
    event
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
