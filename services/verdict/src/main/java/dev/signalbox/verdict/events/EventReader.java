package dev.signalbox.verdict.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.signalbox.platform.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads one topic's records: CloudEvents headers, then the data as {@code T}. */
final class EventReader<T> {
  private static final int MAX_HEADERS = 64;
  private static final int MAX_HEADER = 4_096;

  private final ObjectReader data;
  private final String type;

  EventReader(ObjectMapper json, Class<T> dataClass, String type) {
    this.data = json.readerFor(dataClass);
    this.type = type;
  }

  record Event<T>(String id, T data) {}

  /**
   * @throws InvalidEventException when the record is no such event
   */
  Event<T> read(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null || value.length == 0) {
      throw new InvalidEventException("no_data", "the record has no value");
    }
    CloudEvent event = envelope(record, value);
    if (!type.equals(event.type())) {
      throw new InvalidEventException("unexpected_type", "ce_type is not " + type);
    }
    if (event.id().length() > Bounds.ID || event.id().indexOf('\0') >= 0) {
      throw new InvalidEventException("invalid_header", "ce_id is too long or holds a NUL");
    }
    try {
      @Nullable T read = data.readValue(value);
      if (read == null) {
        throw new InvalidEventException("invalid_json", "the data is JSON null");
      }
      return new Event<>(event.id(), read);
    } catch (JsonProcessingException e) {
      // Jackson's own message may quote the payload: only the place is told.
      throw new InvalidEventException(
          "invalid_json", "the data does not read as " + type + " at " + place(e));
    } catch (IOException e) {
      throw new InvalidEventException("invalid_json", "the data can't be read");
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? "an unknown place"
        : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private static CloudEvent envelope(ConsumerRecord<byte[], byte[]> record, byte[] value) {
    Map<String, String> headers = new HashMap<>();
    int seen = 0;
    for (Header header : record.headers()) {
      if (++seen > MAX_HEADERS) {
        throw new InvalidEventException("invalid_header", "more than " + MAX_HEADERS + " headers");
      }
      if (header.value() != null && header.value().length <= MAX_HEADER) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    try {
      return CloudEvent.fromHeaders(headers, value);
    } catch (IllegalArgumentException e) {
      throw new InvalidEventException("invalid_header", String.valueOf(e.getMessage()));
    }
  }
}
