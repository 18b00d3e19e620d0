package dev.signalbox.verdict.console;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What of the request a decision used.
 *
 * @param cachedModel whose prompt cache held the conversation; null when none did
 */
public record Facts(
    long textTokens,
    long images,
    long tools,
    boolean json,
    boolean stream,
    long maxOutputTokens,
    @Nullable String cachedModel,
    long cachedTokens) {
  static Facts of(JsonNode facts) {
    return new Facts(
        facts.path("textTokens").asLong(),
        facts.path("images").asLong(),
        facts.path("tools").asLong(),
        facts.path("json").asBoolean(),
        facts.path("stream").asBoolean(),
        facts.path("maxOutputTokens").asLong(),
        facts.hasNonNull("cachedModel") ? facts.path("cachedModel").asText() : null,
        facts.path("cachedTokens").asLong());
  }
}
