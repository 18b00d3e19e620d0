package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart's custom resources and the reader of the pool know the same fields. */
class CustomResourcesTest {
  private static final Path ROOT = Path.of("../..");
  private static final String UNKNOWN = "is not a known field";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static JsonNode spec(String file) throws IOException {
    return YAML.readTree(ROOT.resolve("helm/signalbox/crds/" + file + ".yaml").toFile())
        .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
  }

  private static List<ObjectNode> laptop() throws IOException {
    List<ObjectNode> documents = new ArrayList<>();
    try (var read =
        YAML.readerFor(ObjectNode.class)
            .<ObjectNode>readValues(ROOT.resolve("deploy/local/pool.yaml").toFile())) {
      read.forEachRemaining(documents::add);
    }
    return documents;
  }

  @ParameterizedTest
  @CsvSource({"Model, models, signalbox-see", "Route, routes, auto"})
  void shouldReadEveryFieldThatTheResourceHas(String kind, String file, String usual)
      throws IOException {
    List<String> fields = new ArrayList<>();
    collect(spec(file), "", fields);
    assertThat(fields).hasSizeGreaterThan(10);
    for (String field : fields) {
      // An amortised price has no others beside it.
      String name = field.startsWith("price/") ? "simulator-small" : usual;
      List<ObjectNode> documents = laptop();
      ObjectNode at =
          documents.stream()
              .filter(document -> document.path("kind").asText().equals(kind))
              .filter(document -> document.at("/metadata/name").asText().equals(name))
              .findFirst()
              .map(document -> document.withObject("/spec"))
              .orElseThrow();
      String[] path = field.split("/", -1);
      for (int i = 0; i < path.length - 1; i++) {
        at = at.withObject("/" + path[i]);
      }
      if (!at.has(path[path.length - 1])) {
        at.put(path[path.length - 1], "x");
      }
      assertThat(refusals(documents))
          .as(field)
          .noneMatch(text -> text.contains(path[path.length - 1] + ": " + UNKNOWN));
    }
  }

  @ParameterizedTest
  @CsvSource({"Model, models", "Route, routes"})
  void shouldHaveEveryFieldThatTheLaptopsPoolUses(String kind, String file) throws IOException {
    JsonNode schema = spec(file);
    for (ObjectNode document : laptop()) {
      if (document.path("kind").asText().equals(kind)) {
        holds(schema, document.get("spec"), document.at("/metadata/name").asText());
      }
    }
  }

  private static void holds(JsonNode schema, JsonNode value, String at) {
    JsonNode properties = schema.path("properties");
    if (!value.isObject() || properties.isMissingNode()) {
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      assertThat(properties.has(field.getKey())).as(at + "." + field.getKey()).isTrue();
      holds(properties.get(field.getKey()), field.getValue(), at + "." + field.getKey());
    }
  }

  private static void collect(JsonNode schema, String at, List<String> into) {
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      String path = at + field.getKey();
      into.add(path);
      collect(field.getValue(), path + "/", into);
    }
  }

  private static List<String> refusals(List<ObjectNode> documents) throws IOException {
    StringBuilder text = new StringBuilder();
    for (ObjectNode document : documents) {
      text.append("---\n").append(document).append('\n');
    }
    return switch (PoolDocuments.parse(text.toString(), "test", Map.of())) {
      case PoolReading.Accepted accepted -> List.of();
      case PoolReading.Refused(List<Violation> violations) ->
          violations.stream().map(Violation::sentence).toList();
    };
  }
}
