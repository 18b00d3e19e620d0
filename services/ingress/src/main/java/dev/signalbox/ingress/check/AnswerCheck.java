package dev.signalbox.ingress.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.ingress.chat.AnswerFormat;
import dev.signalbox.ingress.pool.Escalation;
import java.util.List;
import java.util.Optional;

/** Whether an answer passes a route's checks. Sentences hold figures, never text of the answer. */
public final class AnswerCheck {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int PERCENT = 100;

  private AnswerCheck() {}

  /** Why {@code answer} fails, such as {@code it reads like a refusal}; empty when it passes. */
  public static Optional<String> failure(Escalation rules, AnswerFormat format, Answer answer) {
    if (answer.callsTools()) {
      return Optional.empty();
    }
    if (rules.refusal() && (answer.refused() || Refusals.isRefusal(answer.text()))) {
      return Optional.of("it reads like a refusal");
    }
    int chars = answer.text().length();
    if (chars < rules.leastChars()) {
      return Optional.of("it has " + chars + " characters, less than " + rules.leastChars());
    }
    if (rules.mostChars() > 0 && chars > rules.mostChars()) {
      return Optional.of("it has " + chars + " characters, more than " + rules.mostChars());
    }
    if (rules.json()) {
      Optional<String> wrong = wrongForm(format, answer.text());
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    if (answer.confidence().isPresent() && answer.confidence().getAsDouble() < rules.confidence()) {
      return Optional.of(
          "its tokens have a mean probability of "
              + Math.round(answer.confidence().getAsDouble() * PERCENT)
              + "%, less than "
              + Math.round(rules.confidence() * PERCENT)
              + "%");
    }
    return Optional.empty();
  }

  private static Optional<String> wrongForm(AnswerFormat format, String text) {
    return switch (format) {
      case AnswerFormat.Text() -> Optional.empty();
      case AnswerFormat.JsonObject() -> {
        JsonNode value = parse(text);
        yield value != null && value.isObject()
            ? Optional.empty()
            : Optional.of("it is no JSON object");
      }
      case AnswerFormat.JsonSchema(String schema) -> {
        JsonNode value = parse(text);
        yield value == null
            ? Optional.of("it is no JSON")
            : SchemaFit.misfit(parse(schema), value).map(what -> "its JSON " + what);
      }
    };
  }

  private static @org.jspecify.annotations.Nullable JsonNode parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node == null || node.isMissingNode() ? null : node;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /**
   * Why the samples disagree with {@code answer}; empty when enough agree.
   *
   * @param samples further answers to the same question; those that failed are not among them
   */
  public static Optional<String> disagreement(
      Escalation rules, Answer answer, List<Answer> samples) {
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    int agree = 1;
    for (Answer sample : samples) {
      if (Agreement.agree(answer.text(), sample.text())) {
        agree++;
      }
    }
    int all = samples.size() + 1;
    return (double) agree / all >= rules.agreement()
        ? Optional.empty()
        : Optional.of("only " + agree + " of " + all + " samples agree with it");
  }
}
