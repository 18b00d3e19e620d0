package dev.signalbox.worker.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record of the jobs' topic is. */
sealed interface JobReading {
  String TYPE = "inference.requested.v1";

  record Read(Job job) implements JobReading {}

  /** No job at all; the reason holds nothing of the record. */
  record Poison(String reason) implements JobReading {}

  /** Reads a record; never fails. */
  static JobReading of(ConsumerRecord<byte[], byte[]> record) {
    String type = Job.header(record, "ce_type");
    if (type != null && !type.equals(TYPE)) {
      return new Poison("is of another type than " + TYPE);
    }
    if (record.value() == null) {
      return new Poison("has no value");
    }
    JsonNode root;
    try {
      root = Reader.JSON.readTree(record.value());
    } catch (JsonProcessingException e) {
      return new Poison("is not valid JSON");
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
    for (String field : List.of("jobId", "batchId", "tenant", "customId", "model", "body")) {
      if (!root.path(field).isTextual()) {
        return new Poison("has no text '" + field + "'");
      }
    }
    if (root.path("jobId").asText().isBlank() || root.path("jobId").asText().length() > 200) {
      return new Poison("has a 'jobId' that is empty or longer than 200 characters");
    }
    try {
      return new Read(
          new Job(
              root.path("jobId").asText(),
              root.path("batchId").asText(),
              root.path("tenant").asText(),
              root.path("customId").asText(),
              root.path("model").asText(),
              root.path("body").asText(),
              Instant.parse(root.path("expiresAt").asText()),
              Job.header(record, "traceparent")));
    } catch (DateTimeParseException e) {
      return new Poison("has no time 'expiresAt'");
    }
  }

  /** Reads bodies as long as a record may be. */
  final class Reader {
    private static final JsonMapper JSON =
        JsonMapper.builder(
                com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxStringLength(1 << 26).build())
                    .build())
            .build();

    private Reader() {}
  }
}
