package dev.signalbox.platform.cloudevents;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One event. {@code id} is stable and made before the request is answered: consumers dedupe on it.
 *
 * @param partitionKey the Kafka record's key: a tenant or a subject
 * @param traceparent W3C trace context of the request, if there is one
 * @param data UTF-8 JSON; owned by the event, not to be changed
 */
// Equality is the id's and the source's, as CloudEvents says: the array takes no part in it.
@SuppressWarnings("ArrayRecordComponent")
public record CloudEvent(
    String id,
    String type,
    String source,
    String subject,
    Instant time,
    String partitionKey,
    @Nullable String traceparent,
    byte[] data) {
  private static final String SCHEMA_BASE = "https://signalbox.dev/events/";

  /** Binary-mode Kafka headers; the schema's address follows from the type. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    eachHeader(headers::put);
    return headers;
  }

  /** Tells each header's name and value, as {@link #headers} has them. */
  public void eachHeader(BiConsumer<String, String> told) {
    told.accept("ce_specversion", "1.0");
    told.accept("ce_id", id);
    told.accept("ce_type", type);
    told.accept("ce_source", source);
    told.accept("ce_subject", subject);
    told.accept("ce_time", Rfc3339.of(time));
    told.accept("ce_dataschema", SCHEMA_BASE + type);
    told.accept("ce_partitionkey", partitionKey);
    told.accept("content-type", "application/json");
    if (traceparent != null) {
      told.accept("traceparent", traceparent);
      told.accept("ce_traceparent", traceparent);
    }
  }

  /**
   * Reads binary-mode headers back.
   *
   * @throws IllegalArgumentException naming the attribute that is absent or malformed
   */
  public static CloudEvent fromHeaders(Map<String, String> headers, byte[] data) {
    return new CloudEvent(
        required(headers, "ce_id"),
        required(headers, "ce_type"),
        required(headers, "ce_source"),
        headers.getOrDefault("ce_subject", ""),
        time(required(headers, "ce_time")),
        headers.getOrDefault("ce_partitionkey", ""),
        headers.get("traceparent"),
        data);
  }

  private static String required(Map<String, String> headers, String name) {
    String value = headers.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("header " + name + " is absent");
    }
    return value;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException("header ce_time is no RFC 3339 time: " + text, e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CloudEvent that && id.equals(that.id) && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, source);
  }
}
