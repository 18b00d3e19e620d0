package dev.signalbox.e2e;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas of the contracts jar. */
final class EventSchemas {
  private static final Map<String, String> TITLE_BY_TYPE =
      Map.of(
          "route.decided.v1", "RouteDecided",
          "cost.charged.v1", "CostCharged",
          "outcome.observed.v1", "OutcomeObserved",
          "vote.cast.v1", "VoteCast",
          "verdict.settled.v1", "VerdictSettled",
          "parity.measured.v1", "ParityMeasured",
          "inference.requested.v1", "InferenceRequested",
          "inference.completed.v1", "InferenceCompleted");
  private final JsonSchemaFactory factory =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  /** What is wrong with the event, in words; empty for a good one. */
  List<String> faults(EventLog.Event event) {
    String title = TITLE_BY_TYPE.get(event.type());
    if (title == null) {
      return List.of("there is no schema for type " + event.type());
    }
    return schemas.computeIfAbsent(title, this::load).validate(event.data()).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private JsonSchema load(String title) {
    String resource = "/signalbox/events/" + title + ".schema.json";
    try (InputStream in = EventSchemas.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the contracts jar");
      }
      return factory.getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
