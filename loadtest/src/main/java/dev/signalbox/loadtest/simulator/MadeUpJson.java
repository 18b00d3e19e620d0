package dev.signalbox.loadtest.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SplittableRandom;

/**
 * Made-up JSON that fits the plain part of a JSON Schema: objects with properties, enumerations,
 * texts, numbers in a range, flags, empty lists. What stands in it is drawn, and means nothing.
 */
final class MadeUpJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String TEXT = "made up by a simulator";
  private static final int DEEPEST = 16;

  private MadeUpJson() {}

  static String of(JsonNode schema, SplittableRandom random) {
    return value(schema, random, 0).toString();
  }

  private static JsonNode value(JsonNode schema, SplittableRandom random, int depth) {
    JsonNode choices = schema.path("enum");
    if (choices.isArray() && !choices.isEmpty()) {
      return choices.get(random.nextInt(choices.size()));
    }
    return switch (schema.path("type").asText()) {
      case "string" -> NODES.textNode(text(schema));
      case "integer" -> NODES.numberNode(number(schema, random));
      case "number" -> NODES.numberNode((double) number(schema, random));
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "array" -> NODES.arrayNode();
      default -> depth < DEEPEST ? object(schema, random, depth) : NODES.objectNode();
    };
  }

  private static ObjectNode object(JsonNode schema, SplittableRandom random, int depth) {
    ObjectNode object = NODES.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(each -> object.set(each.getKey(), value(each.getValue(), random, depth + 1)));
    return object;
  }

  private static String text(JsonNode schema) {
    int most = schema.path("maxLength").asInt(TEXT.length());
    return TEXT.substring(0, Math.clamp(most, 0, TEXT.length()));
  }

  private static long number(JsonNode schema, SplittableRandom random) {
    long least = schema.path("minimum").asLong(0);
    long most = schema.path("maximum").asLong(least + 9);
    return most > least ? random.nextLong(least, most + 1) : least;
  }
}
