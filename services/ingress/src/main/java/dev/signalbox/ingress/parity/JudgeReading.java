package dev.signalbox.ingress.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Reads what a judge replied. Strict: what is not as asked is unparsed, and never a tie. */
final class JudgeReading {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String FENCE = "```";

  private JudgeReading() {}

  /** Empty when the text is not exactly the two grades. */
  static Optional<Grades> read(String reply) {
    JsonNode value;
    try {
      value = JSON.readTree(bare(reply));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (value == null || !value.isObject() || value.size() != 2) {
      return Optional.empty();
    }
    Optional<Grade> first = Grade.of(value.path("first").asText());
    Optional<Grade> second = Grade.of(value.path("second").asText());
    return first.isPresent() && second.isPresent()
        ? Optional.of(new Grades(first.get(), second.get()))
        : Optional.empty();
  }

  /** Without the code fence that some models put around any JSON. */
  private static String bare(String text) {
    String trimmed = text.strip();
    int line = trimmed.indexOf('\n');
    return trimmed.startsWith(FENCE) && trimmed.endsWith(FENCE) && line > 0
        ? trimmed.substring(line, trimmed.length() - FENCE.length())
        : trimmed;
  }
}
