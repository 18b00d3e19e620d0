package dev.signalbox.classifier.outcomes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.platform.cloudevents.CloudEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads {@code outcome.observed.v1} records. */
final class OutcomeReader {
  private static final String TYPE = "outcome.observed.v1";
  private static final int LONGEST_NAME = 256;

  private final ObjectReader json;

  OutcomeReader(ObjectMapper json) {
    this.json = json.readerFor(OutcomeObserved.class);
  }

  /**
   * The outcome; empty when there is nothing to learn from it: it carries no prediction or no
   * grade, or a simulator answered or graded.
   *
   * @throws PoisonException when the record is no such event
   */
  Optional<Outcome> read(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null || value.length == 0) {
      throw new PoisonException("no_data", "the record has no value");
    }
    if (!TYPE.equals(envelope(record, value).type())) {
      throw new PoisonException("unexpected_type", "ce_type is not " + TYPE);
    }
    OutcomeObserved observed = parse(value);
    String id = name(observed.getOutcomeId(), "outcomeId");
    String model = name(observed.getModel(), "model");
    if (observed.getScore() == null && observed.getUngraded() != null) {
      return Optional.empty();
    }
    double score = share(observed.getScore(), "score");
    if (observed.getPredictedSuccess() == null || Boolean.TRUE.equals(observed.getSimulated())) {
      return Optional.empty();
    }
    double predicted = share(observed.getPredictedSuccess(), "predictedSuccess");
    String version = observed.getClassifierVersion();
    return Optional.of(new Outcome(id, model, predicted, version == null ? "" : version, score));
  }

  private OutcomeObserved parse(byte[] value) {
    try {
      OutcomeObserved observed = json.readValue(value);
      if (observed == null) {
        throw new PoisonException("invalid_json", "the data is JSON null");
      }
      return observed;
    } catch (JsonProcessingException e) {
      // Jackson's own message may quote the payload.
      throw new PoisonException("invalid_json", "the data does not read as " + TYPE);
    } catch (IOException e) {
      throw new PoisonException("invalid_json", "the data can't be read");
    }
  }

  private static String name(@Nullable String text, String field) {
    if (text == null || text.isEmpty() || text.length() > LONGEST_NAME) {
      throw new PoisonException("invalid_field", field + " is absent or too long");
    }
    return text;
  }

  private static double share(@Nullable BigDecimal number, String field) {
    double value = number == null ? Double.NaN : number.doubleValue();
    if (!(value >= 0 && value <= 1)) {
      throw new PoisonException("invalid_field", field + " is not in [0,1]");
    }
    return value;
  }

  private static CloudEvent envelope(ConsumerRecord<byte[], byte[]> record, byte[] value) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    try {
      return CloudEvent.fromHeaders(headers, value);
    } catch (IllegalArgumentException e) {
      throw new PoisonException("invalid_header", String.valueOf(e.getMessage()));
    }
  }
}
