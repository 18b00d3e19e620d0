package dev.signalbox.verdict.judge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * Holds a reply to the part of JSON Schema that judges' schemas use: type, required, properties,
 * items, enum, minimum, maximum, maxLength, maxItems, additionalProperties false. A model that was
 * asked for a schema may still not keep to it.
 */
final class SchemaCheck {
  private SchemaCheck() {}

  /** Where the value departs from the schema, without quoting it; empty where it does not. */
  static Optional<String> violation(JsonNode value, JsonNode schema) {
    return violation(value, schema, "reply");
  }

  private static Optional<String> violation(JsonNode value, JsonNode schema, String path) {
    if (schema.has("type") && !isOf(value, schema.get("type").asText())) {
      return Optional.of(path + " is not of type " + schema.get("type").asText());
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      return Optional.of(path + " is none of the choices");
    }
    if (value.isNumber()
        && (value.asDouble() < schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)
            || value.asDouble() > schema.path("maximum").asDouble(Double.POSITIVE_INFINITY))) {
      return Optional.of(path + " is out of range");
    }
    if (value.isTextual()
        && (value.asText().length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)
            || value.asText().length() < schema.path("minLength").asInt(0))) {
      return Optional.of(path + " is too long or too short");
    }
    if (value.isArray()) {
      return items(value, schema, path);
    }
    return value.isObject() ? members(value, schema, path) : Optional.empty();
  }

  private static Optional<String> items(JsonNode value, JsonNode schema, String path) {
    if (value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      return Optional.of(path + " has too many items");
    }
    for (int i = 0; i < value.size(); i++) {
      Optional<String> found = violation(value.get(i), schema.path("items"), path + "[" + i + "]");
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> members(JsonNode value, JsonNode schema, String path) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        return Optional.of(path + " lacks " + name.asText());
      }
    }
    JsonNode properties = schema.path("properties");
    boolean closed =
        schema.has("additionalProperties") && !schema.get("additionalProperties").asBoolean(true);
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode inner = properties.path(member.getKey());
      if (inner.isMissingNode()) {
        if (closed) {
          return Optional.of(path + " has a member that was not asked for");
        }
        continue;
      }
      Optional<String> found = violation(member.getValue(), inner, path + "." + member.getKey());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> throw new IllegalArgumentException("no type that judges' schemas use: " + type);
    };
  }

  private static boolean contains(JsonNode choices, JsonNode value) {
    for (JsonNode choice : choices) {
      if (choice.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
