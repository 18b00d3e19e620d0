package dev.signalbox.verdict.panel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.verdict.judge.JudgeReply;
import dev.signalbox.verdict.judge.Receipt;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a judge's reply into a review; of nobody's answer there is none. */
final class ReviewReading {
  private ReviewReading() {}

  /**
   * Reads a reply.
   *
   * @param subject of a pair: the slug that the address names first; null for one subject
   * @param firstShown of a pair: the slug that was shown first
   */
  static Optional<Review> read(
      JudgeReply reply,
      String judge,
      Lens lens,
      @Nullable String subject,
      @Nullable String firstShown,
      Instant at) {
    return switch (reply) {
      case JudgeReply.Parsed parsed ->
          Optional.of(parsed(parsed, judge, lens, subject, firstShown, at));
      case JudgeReply.Unparsed unparsed ->
          Optional.of(
              review(
                  judge,
                  lens,
                  firstShown,
                  ReviewVerdict.UNPARSED,
                  new TreeMap<>(),
                  "",
                  "",
                  unparsed.reason(),
                  unparsed.receipt(),
                  at));
      case JudgeReply.Unavailable unavailable -> Optional.empty();
    };
  }

  private static Review parsed(
      JudgeReply.Parsed parsed,
      String judge,
      Lens lens,
      @Nullable String subject,
      @Nullable String firstShown,
      Instant at) {
    JsonNode value = parsed.value();
    SortedMap<String, Integer> scores = new TreeMap<>();
    value
        .path("scores")
        .properties()
        .forEach(score -> scores.put(score.getKey(), score.getValue().asInt()));
    ReviewVerdict said = ReviewVerdict.of(value.path("verdict").asText());
    // The judge names places as it saw them; kept is which of the two subjects it meant.
    boolean swapped = firstShown != null && !firstShown.equals(subject);
    return review(
        judge,
        lens,
        firstShown,
        swapped ? mirrored(said) : said,
        scores,
        value.path("case").asText(),
        value.path("change_mind").asText(),
        null,
        parsed.receipt(),
        at);
  }

  private static ReviewVerdict mirrored(ReviewVerdict said) {
    return switch (said) {
      case FIRST -> ReviewVerdict.SECOND;
      case SECOND -> ReviewVerdict.FIRST;
      default -> said;
    };
  }

  private static Review review(
      String judge,
      Lens lens,
      @Nullable String firstShown,
      ReviewVerdict verdict,
      SortedMap<String, Integer> scores,
      String body,
      String changeMind,
      @Nullable String problem,
      Receipt receipt,
      Instant at) {
    return new Review(
        "review_" + UUID.randomUUID().toString().replace("-", ""),
        judge,
        false,
        lens.name(),
        lens.version(),
        firstShown,
        verdict,
        scores,
        body,
        changeMind,
        problem,
        receipt.model(),
        receipt.decisionId(),
        receipt.cost(),
        receipt.simulated(),
        at);
  }
}
