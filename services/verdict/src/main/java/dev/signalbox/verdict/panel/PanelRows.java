package dev.signalbox.verdict.panel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.platform.money.Money;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows as PostgreSQL writes them in JSON. */
final class PanelRows {
  private PanelRows() {}

  static Panel panel(String row, ObjectMapper json) {
    try {
      JsonNode node = json.readTree(row);
      List<Seat> seats = new ArrayList<>();
      node.path("seats")
          .forEach(s -> seats.add(new Seat(text(s, "judge"), s.path("lens").asText())));
      List<Review> reviews = new ArrayList<>();
      node.path("reviews").forEach(r -> reviews.add(review(r)));
      return new Panel(
          node.path("id").asText(),
          node.path("subject").asText(),
          text(node, "other"),
          new Panel.Pins(
              node.path("facts_version").asInt(),
              node.path("price_version").asInt(),
              node.path("other_facts_version").asInt(),
              node.path("other_price_version").asInt()),
          node.path("quorum").asInt(),
          seats,
          node.path("sample").asBoolean(),
          time(node, "opened_at"),
          node.hasNonNull("settled_at") ? time(node, "settled_at") : null,
          node.hasNonNull("result")
              ? json.treeToValue(node.get("result"), PanelResult.class)
              : null,
          reviews);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Review review(JsonNode node) {
    SortedMap<String, Integer> scores = new TreeMap<>();
    node.path("scores").properties().forEach(s -> scores.put(s.getKey(), s.getValue().asInt()));
    return new Review(
        node.path("id").asText(),
        node.path("reviewer").asText(),
        "human".equals(node.path("kind").asText()),
        node.path("lens").asText(),
        node.path("lens_version").asInt(),
        text(node, "first_shown"),
        ReviewVerdict.of(node.path("verdict").asText()),
        scores,
        node.path("body").asText(),
        node.path("change_mind").asText(),
        text(node, "problem"),
        text(node, "model"),
        text(node, "decision_id"),
        node.hasNonNull("cost_nano_usd")
            ? Money.ofNanoUsd(node.get("cost_nano_usd").asLong())
            : null,
        node.path("simulated").asBoolean(),
        time(node, "reviewed_at"));
  }

  private static @Nullable String text(JsonNode node, String name) {
    return node.hasNonNull(name) ? node.get(name).asText() : null;
  }

  private static Instant time(JsonNode node, String name) {
    return OffsetDateTime.parse(node.path(name).asText()).toInstant();
  }
}
