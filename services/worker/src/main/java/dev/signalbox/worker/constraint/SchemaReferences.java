package dev.signalbox.worker.constraint;

import com.fasterxml.jackson.databind.JsonNode;

/** References inside a document: {@code #} and {@code #/…}. */
final class SchemaReferences {
  private static final int MOST_HOPS = 32;

  private SchemaReferences() {}

  static SchemaNode resolve(JsonNode document, SchemaNode from) {
    String reference = from.json().path("$ref").asText();
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw from.refused("has a '$ref' that leads out of the schema, which is not supported");
    }
    JsonNode found = document.at(reference.substring(1));
    if (found.isMissingNode()) {
      throw from.refused("has a '$ref' that leads nowhere");
    }
    return new SchemaNode(reference.substring(1), found);
  }

  /** The schema behind all references. */
  static SchemaNode follow(JsonNode document, SchemaNode schema) {
    SchemaNode at = schema;
    for (int hops = 0; at.has("$ref"); hops++) {
      if (hops == MOST_HOPS) {
        throw schema.refused("has a '$ref' that leads back to itself");
      }
      at = resolve(document, at);
    }
    return at;
  }
}
