package dev.signalbox.worker.constraint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which types of value a schema takes. */
final class SchemaTypes {
  private static final Set<String> ALL =
      Set.of("object", "array", "string", "number", "boolean", "null");

  private SchemaTypes() {}

  static boolean fits(JsonNode value, List<String> types) {
    String own = typeOf(value);
    return types.contains(own)
        || (own.equals("number")
            && types.contains("integer")
            && value.decimalValue().stripTrailingZeros().scale() <= 0);
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      default -> "string";
    };
  }

  /** The type that its keywords speak of, where it names none. */
  static List<String> implied(SchemaNode schema) {
    if (schema.has("properties") || schema.has("required") || schema.has("additionalProperties")) {
      return List.of("object");
    }
    if (schema.has("items") || schema.has("prefixItems")) {
      return List.of("array");
    }
    if (schema.has("pattern") || schema.has("minLength") || schema.has("maxLength")) {
      return List.of("string");
    }
    if (schema.has("minimum") || schema.has("maximum")) {
      return List.of("number");
    }
    return List.of();
  }

  /** Refuses branches that one value could satisfy together, as far as can be seen. */
  static void requireDisjoint(JsonNode document, SchemaNode whole, List<SchemaNode> branches) {
    for (int i = 0; i < branches.size(); i++) {
      for (int j = 0; j < i; j++) {
        SchemaNode one = SchemaReferences.follow(document, branches.get(i));
        SchemaNode other = SchemaReferences.follow(document, branches.get(j));
        Set<String> common = new HashSet<>(types(one));
        common.retainAll(types(other));
        boolean apart =
            common.isEmpty()
                || apart(one, other)
                || (common.equals(Set.of("object")) && toldApartByAMember(one, other));
        if (!apart) {
          throw whole.refused(
              "has 'oneOf' whose branches may overlap, which is not supported; use 'anyOf'");
        }
      }
    }
  }

  private static Set<String> types(SchemaNode schema) {
    Set<String> types = new LinkedHashSet<>();
    List<String> named = schema.types();
    if (named.isEmpty() && (schema.has("const") || schema.has("enum"))) {
      values(schema).forEach(value -> types.add(typeOf(value)));
      return types;
    }
    for (String type : named) {
      types.add(type.equals("integer") ? "number" : type);
    }
    return types.isEmpty() ? ALL : types;
  }

  private static Set<JsonNode> values(SchemaNode schema) {
    Set<JsonNode> values = new LinkedHashSet<>();
    if (schema.has("const")) {
      values.add(schema.json().get("const"));
    }
    schema.json().path("enum").forEach(values::add);
    return values;
  }

  /** Whether both list their values and share none. */
  private static boolean apart(SchemaNode one, SchemaNode other) {
    Set<JsonNode> values = values(one);
    Set<JsonNode> others = values(other);
    return !values.isEmpty() && !others.isEmpty() && values.stream().noneMatch(others::contains);
  }

  private static boolean toldApartByAMember(SchemaNode one, SchemaNode other) {
    for (JsonNode required : one.json().path("required")) {
      String name = required.asText();
      boolean both = false;
      for (JsonNode theirs : other.json().path("required")) {
        both |= theirs.asText().equals(name);
      }
      if (both
          && apart(one.child("properties").child(name), other.child("properties").child(name))) {
        return true;
      }
    }
    return false;
  }
}
