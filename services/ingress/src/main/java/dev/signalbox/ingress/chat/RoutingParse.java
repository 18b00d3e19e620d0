package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.ingress.IngressProblem;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reads the {@code routing} object of a request body. JSON null counts as absent. */
final class RoutingParse {
  private static final String ROUTING = "routing";

  private final JsonParser parser;
  private final Fields fields;

  RoutingParse(JsonParser parser, Fields fields) {
    this.parser = parser;
    this.fields = fields;
  }

  RoutingWish read() throws IOException {
    RoutingDraft draft = new RoutingDraft();
    if (!fields.isObject(ROUTING)) {
      return RoutingWish.NONE;
    }
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (!seen.add(name)) {
        throw RoutingDraft.invalid(name.length() > 64 ? "" : name, "is given twice");
      }
      if (parser.nextToken() != JsonToken.VALUE_NULL) {
        member(name, draft);
      }
    }
    return draft.build();
  }

  private void member(String name, RoutingDraft draft) throws IOException {
    String path = ROUTING + "." + name;
    switch (name) {
      case "mode" -> draft.mode(fields.scalar(path));
      case "zone" -> draft.zone(fields.string(path));
      case "models" -> fields.stringOrStrings(path, RoutingDraft.MOST_MODELS).forEach(draft::model);
      case "max_cost_usd" -> draft.maxCostUsd(fields.scalar(path));
      case "session" -> draft.session(fields.string(path));
      case "escalation" -> draft.escalation(fields.flag(path));
      case "parity" -> draft.parity(fields.flag(path));
      default ->
          throw IngressProblem.invalid(
              ROUTING + "." + (name.length() > 64 ? name.substring(0, 64) : name),
              "is unknown; there are mode, models, zone, max_cost_usd, session, escalation and parity");
    }
  }
}
