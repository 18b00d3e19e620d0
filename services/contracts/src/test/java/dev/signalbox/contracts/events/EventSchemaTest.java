package dev.signalbox.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds schemas, samples, generated classes and topics.yaml to one another. */
class EventSchemaTest {
  private static final Path EVENTS = Path.of(System.getProperty("signalbox.root"), "proto/events");
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @ParameterizedTest
  @ValueSource(
      classes = {
        RouteDecided.class,
        CostCharged.class,
        OutcomeObserved.class,
        VoteCast.class,
        VerdictSettled.class,
        InferenceRequested.class,
        InferenceCompleted.class,
        ConversationPlaced.class
      })
  void shouldCarryTheSampleThroughTheGeneratedClassUnchanged(Class<?> type) throws IOException {
    JsonNode sample = sample(type);

    Object event = json.treeToValue(sample, type);
    JsonNode written = json.readTree(json.writeValueAsBytes(event));

    assertThat(written).isEqualTo(sample);
    assertThat(schema(type).validate(written.toString(), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {RouteDecided.class, CostCharged.class, VoteCast.class, OutcomeObserved.class})
  void shouldRefuseAnUnknownOrAnAbsentField(Class<?> type) throws IOException {
    ObjectNode unknown = sample(type);
    unknown.put("prompt", "text that must never travel");

    assertThat(schema(type).validate(unknown.toString(), InputFormat.JSON)).isNotEmpty();
    assertThat(schema(type).validate("{}", InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void shouldNameEveryTopicOnceWithAnEventTypeThatHasASchema() throws IOException {
    JsonNode topics =
        new YAMLMapper().readTree(EVENTS.resolve("topics.yaml").toFile()).get("topics");
    Set<String> names = new HashSet<>();

    for (JsonNode topic : topics) {
      assertThat(names.add(topic.get("name").asText())).isTrue();
      assertThat(topic.get("type").asText()).matches("[a-z]+\\.[a-z]+\\.v[0-9]+");
      assertThat(topic.get("partitions").asInt()).isPositive();
      assertThat(topic.get("cleanup").asText()).isIn("delete", "compact");
      assertThat(topic.get("owner").asText()).isIn("ingress", "worker", "verdict", "classifier");
      assertThat(topic.get("retention").asText()).matches("-1|P[0-9]+D");
    }
    assertThat(names).contains("signalbox.decisions", "signalbox.costs", "signalbox.votes");
  }

  private ObjectNode sample(Class<?> type) throws IOException {
    Path file = EVENTS.resolve("samples").resolve(type.getSimpleName() + ".json");
    return (ObjectNode) json.readTree(file.toFile());
  }

  private static JsonSchema schema(Class<?> type) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(
            Files.readString(EVENTS.resolve(type.getSimpleName() + ".schema.json")),
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }
}
