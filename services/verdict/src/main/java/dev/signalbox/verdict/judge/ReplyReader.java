package dev.signalbox.verdict.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Reads the judgement out of a chat completion. Strict: no guessing at what was meant. */
final class ReplyReader {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ReplyReader() {}

  static JudgeReply read(byte[] completion, JsonNode schema, Receipt receipt) {
    JsonNode choice;
    try {
      choice = JSON.readTree(completion == null ? new byte[0] : completion).path("choices").path(0);
    } catch (java.io.IOException e) {
      return new JudgeReply.Unparsed("the completion is not JSON", receipt);
    }
    if ("length".equals(choice.path("finish_reason").asText())) {
      return new JudgeReply.Unparsed("the reply was cut off at its token limit", receipt);
    }
    JsonNode content = choice.path("message").path("content");
    if (!content.isTextual()) {
      return new JudgeReply.Unparsed("the completion has no text", receipt);
    }
    JsonNode value;
    try {
      value = JSON.readTree(bare(content.asText()));
    } catch (JsonProcessingException e) {
      return new JudgeReply.Unparsed("the reply is not JSON", receipt);
    }
    if (value == null || !value.isObject()) {
      return new JudgeReply.Unparsed("the reply is not a JSON object", receipt);
    }
    Optional<String> violation = SchemaCheck.violation(value, schema);
    return violation.isPresent()
        ? new JudgeReply.Unparsed(violation.get(), receipt)
        : new JudgeReply.Parsed(value, receipt);
  }

  /** Without the code fence that some models put around any JSON. */
  private static String bare(String text) {
    String trimmed = text.strip();
    if (trimmed.startsWith("```") && trimmed.endsWith("```") && trimmed.length() > 6) {
      int line = trimmed.indexOf('\n');
      return line < 0 ? trimmed : trimmed.substring(line + 1, trimmed.length() - 3);
    }
    return trimmed;
  }
}
