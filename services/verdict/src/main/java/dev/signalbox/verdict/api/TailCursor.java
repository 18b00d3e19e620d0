package dev.signalbox.verdict.api;

import dev.signalbox.verdict.problem.VerdictProblem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a reader of the live stream has come in decisions and in charges; text such as {@code
 * 12-34}.
 */
public record TailCursor(long decision, long charge) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  /** Refuses other text with {@link VerdictProblem#INVALID_PARAMETER}. */
  static TailCursor parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw VerdictProblem.invalid(
          "Last-Event-ID", "Last-Event-ID and after are the id of an event of this stream");
    }
    return new TailCursor(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  public String text() {
    return decision + "-" + charge;
  }
}
