package dev.signalbox.ingress.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value fits a JSON schema, by the keywords of OpenAI's structured outputs: {@code type},
 * {@code enum}, {@code const}, {@code properties}, {@code required}, {@code additionalProperties},
 * {@code items}, {@code minItems}, {@code maxItems}, {@code minimum}, {@code maximum}, {@code
 * anyOf}, {@code allOf}, and {@code $ref} inside the schema. Other keywords are passed over, {@code
 * pattern} on purpose: a client's regular expression could hold up the event loop.
 */
final class SchemaFit {
  private static final int DEEPEST = 64;
  private static final int MOST_STEPS = 100_000;

  private final JsonNode root;
  private int steps;

  private SchemaFit(JsonNode root) {
    this.root = root;
  }

  /**
   * What does not fit, such as {@code lacks 'name'}; empty when it does, or when there is no schema
   * to fit.
   */
  static Optional<String> misfit(@Nullable JsonNode schema, JsonNode value) {
    return schema == null
        ? Optional.empty()
        : Optional.ofNullable(new SchemaFit(schema).check(schema, value, 0));
  }

  private @Nullable String check(JsonNode schema, JsonNode value, int depth) {
    if (depth > DEEPEST || ++steps > MOST_STEPS) {
      return "is too deep to be checked";
    }
    if (schema.isBoolean()) {
      return schema.asBoolean() ? null : "has a value where none is allowed";
    }
    if (schema.has("$ref")) {
      JsonNode target = resolve(schema.get("$ref").asText());
      return target == null ? null : check(target, value, depth + 1);
    }
    String wrong = checkValue(schema, value);
    if (wrong == null) {
      wrong = combined(schema, value, depth);
    }
    if (wrong == null && value.isObject()) {
      wrong = checkObject(schema, value, depth);
    }
    return wrong == null && value.isArray() ? checkArray(schema, value, depth) : wrong;
  }

  private @Nullable JsonNode resolve(String reference) {
    if (!reference.startsWith("#")) {
      return null;
    }
    JsonNode target = root.at(reference.substring(1));
    return target.isMissingNode() ? null : target;
  }

  private static @Nullable String checkValue(JsonNode schema, JsonNode value) {
    JsonNode type = schema.path("type");
    if (type.isTextual() && !isOf(type.asText(), value)) {
      return "has something that is not of type " + type.asText();
    }
    if (type.isArray() && !type.isEmpty() && !isOfAny(type, value)) {
      return "has something of none of the types";
    }
    if (schema.has("const") && !schema.get("const").equals(value)) {
      return "has another value than the constant";
    }
    if (schema.path("enum").isArray() && !contains(schema.get("enum"), value)) {
      return "has a value that is not among those allowed";
    }
    if (value.isNumber()) {
      boolean low =
          schema.path("minimum").isNumber() && value.asDouble() < schema.get("minimum").asDouble();
      boolean high =
          schema.path("maximum").isNumber() && value.asDouble() > schema.get("maximum").asDouble();
      return low || high ? "has a number that is out of bounds" : null;
    }
    return null;
  }

  private static boolean isOfAny(JsonNode types, JsonNode value) {
    for (JsonNode type : types) {
      if (isOf(type.asText(), value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      case "number" -> value.isNumber();
      case "integer" -> value.isNumber() && value.asDouble() == Math.rint(value.asDouble());
      default -> true;
    };
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode one : values) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String combined(JsonNode schema, JsonNode value, int depth) {
    for (JsonNode part : schema.path("allOf")) {
      String wrong = check(part, value, depth + 1);
      if (wrong != null) {
        return wrong;
      }
    }
    JsonNode any = schema.path("anyOf");
    if (!any.isArray() || any.isEmpty()) {
      return null;
    }
    for (JsonNode part : any) {
      if (check(part, value, depth + 1) == null) {
        return null;
      }
    }
    return "fits none of the alternatives";
  }

  private @Nullable String checkObject(JsonNode schema, JsonNode value, int depth) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        return "lacks a required member";
      }
    }
    JsonNode properties = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode known = properties.get(member.getKey());
      if (known == null && others.isBoolean() && !others.asBoolean()) {
        return "has a member that is not allowed";
      }
      JsonNode rule = known != null ? known : others.isObject() ? others : null;
      String wrong = rule == null ? null : check(rule, member.getValue(), depth + 1);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private @Nullable String checkArray(JsonNode schema, JsonNode value, int depth) {
    boolean few =
        schema.path("minItems").isNumber() && value.size() < schema.get("minItems").asInt();
    boolean many =
        schema.path("maxItems").isNumber() && value.size() > schema.get("maxItems").asInt();
    if (few || many) {
      return "has a list of the wrong length";
    }
    JsonNode items = schema.get("items");
    if (items == null) {
      return null;
    }
    for (JsonNode item : value) {
      String wrong = check(items, item, depth + 1);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }
}
