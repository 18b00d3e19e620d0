package dev.signalbox.verdict.console;

import com.fasterxml.jackson.databind.JsonNode;

/** What of the request a decision used. */
public record Facts(
    long textTokens, long images, long tools, boolean json, boolean stream, long maxOutputTokens) {
  static Facts of(JsonNode facts) {
    return new Facts(
        facts.path("textTokens").asLong(),
        facts.path("images").asLong(),
        facts.path("tools").asLong(),
        facts.path("json").asBoolean(),
        facts.path("stream").asBoolean(),
        facts.path("maxOutputTokens").asLong());
  }
}
