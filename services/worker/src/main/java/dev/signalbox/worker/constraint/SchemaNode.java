package dev.signalbox.worker.constraint;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One schema of a document with the place where it stands; reads its keywords and refuses those
 * that are not held to.
 */
record SchemaNode(String pointer, JsonNode json) {
  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "deprecated",
          "readOnly",
          "writeOnly");

  /** Refuses every keyword that is neither an annotation nor one of these. */
  void allowOnly(Set<String> keywords) {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!ANNOTATIONS.contains(name) && !keywords.contains(name)) {
        throw new UnsupportedSchemaException(
            pointer,
            "has the keyword '%s', which is not supported %s"
                .formatted(shortened(name), keywords.isEmpty() ? "here" : "beside the others"));
      }
    }
  }

  private static String shortened(String name) {
    return name.length() <= 40 ? name : name.substring(0, 40) + "…";
  }

  boolean has(String keyword) {
    return json.has(keyword);
  }

  SchemaNode child(String keyword) {
    return new SchemaNode(pointer + "/" + keyword, json.path(keyword));
  }

  /** The schemas of a list. */
  List<SchemaNode> list(String keyword) {
    JsonNode list = json.path(keyword);
    if (!list.isArray() || list.isEmpty()) {
      throw new UnsupportedSchemaException(pointer + "/" + keyword, "must be a list of schemas");
    }
    List<SchemaNode> nodes = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      nodes.add(new SchemaNode(pointer + "/" + keyword + "/" + i, list.get(i)));
    }
    return nodes;
  }

  /** The types it names; empty when it names none. */
  List<String> types() {
    JsonNode type = json.path("type");
    List<String> types = new ArrayList<>();
    if (type.isTextual()) {
      types.add(type.textValue());
    } else {
      type.forEach(each -> types.add(each.asText()));
    }
    return types;
  }

  /** A count that a keyword gives. */
  int count(String keyword, int otherwise) {
    JsonNode node = json.path(keyword);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.canConvertToInt() || node.intValue() < 0) {
      throw new UnsupportedSchemaException(pointer + "/" + keyword, "must be a whole number");
    }
    return node.intValue();
  }

  /** A bound that a keyword gives, or null. */
  @Nullable BigDecimal bound(String keyword) {
    JsonNode node = json.path(keyword);
    if (node.isMissingNode()) {
      return null;
    }
    if (!node.isNumber()) {
      throw new UnsupportedSchemaException(pointer + "/" + keyword, "must be a number");
    }
    return node.decimalValue();
  }

  UnsupportedSchemaException refused(String what) {
    return new UnsupportedSchemaException(pointer, what);
  }
}
