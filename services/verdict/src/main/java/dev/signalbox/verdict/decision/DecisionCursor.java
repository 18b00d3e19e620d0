package dev.signalbox.verdict.decision;

import dev.signalbox.verdict.problem.VerdictProblem;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** A place in the newest-first list: the page after it holds older decisions. */
public record DecisionCursor(Instant decidedAt, String decisionId) {
  private static final int MAX_TEXT = 400;
  private static final int MAX_ID = 200;

  public static DecisionCursor of(Decision decision) {
    return new DecisionCursor(decision.decidedAt(), decision.id());
  }

  /** Opaque and URL-safe. */
  public String text() {
    String plain = decidedAt.getEpochSecond() + "." + decidedAt.getNano() + "." + decisionId;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads {@link #text()} back; refuses anything else with {@link
   * VerdictProblem#INVALID_PARAMETER}.
   */
  public static DecisionCursor parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw invalid();
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      String[] parts = plain.split("\\.", 3);
      if (parts.length != 3
          || parts[2].isEmpty()
          || parts[2].length() > MAX_ID
          || hasControl(parts[2])) {
        throw invalid();
      }
      Instant at = Instant.ofEpochSecond(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
      if (at.isBefore(Instant.EPOCH) || at.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
        throw invalid();
      }
      return new DecisionCursor(at, parts[2]);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw invalid();
    }
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static RuntimeException invalid() {
    return VerdictProblem.invalid("before", "before is the nextBefore of an earlier page");
  }
}
