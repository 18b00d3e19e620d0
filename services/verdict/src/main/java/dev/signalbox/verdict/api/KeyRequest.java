package dev.signalbox.verdict.api;

import dev.signalbox.verdict.access.KeyWish;
import dev.signalbox.verdict.problem.VerdictProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be, as it is asked for.
 *
 * @param id public name
 * @param label for people; may be absent
 * @param requestsPerMinute absent or 0 for no limit
 * @param tokensPerMinute absent or 0 for no limit
 * @param expires an instant such as {@code 2027-01-31T00:00:00Z}; absent for never
 */
public record KeyRequest(
    @Nullable String id,
    @Nullable String tenant,
    @Nullable String label,
    @Nullable Long requestsPerMinute,
    @Nullable Long tokensPerMinute,
    @Nullable String expires) {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int LONGEST_LABEL = 200;
  private static final long LARGEST_RATE = 1_000_000_000L;

  /** Checks it; each refusal names the field. */
  public KeyWish checked(Instant now) {
    String text = label == null ? "" : label.strip();
    if (text.length() > LONGEST_LABEL) {
      throw VerdictProblem.invalid("label", "has more than " + LONGEST_LABEL + " characters");
    }
    return new KeyWish(
        name("id", id),
        name("tenant", tenant),
        text,
        rate("requestsPerMinute", requestsPerMinute),
        rate("tokensPerMinute", tokensPerMinute),
        expiry(now));
  }

  static String name(String field, @Nullable String value) {
    if (value == null || !NAME.matcher(value.strip()).matches()) {
      throw VerdictProblem.invalid(
          field, "is 1 to 64 letters, digits, dots, dashes and underscores");
    }
    return value.strip();
  }

  private static long rate(String field, @Nullable Long value) {
    if (value == null) {
      return 0;
    }
    if (value < 0 || value > LARGEST_RATE) {
      throw VerdictProblem.invalid(field, "is between 0 and " + LARGEST_RATE);
    }
    return value;
  }

  private @Nullable Instant expiry(Instant now) {
    if (expires == null || expires.isBlank()) {
      return null;
    }
    try {
      Instant at = Instant.parse(expires.strip());
      if (at.isBefore(now)) {
        throw VerdictProblem.invalid("expires", "is in the past");
      }
      return at;
    } catch (DateTimeException e) {
      throw VerdictProblem.invalid("expires", "is an instant such as 2027-01-31T00:00:00Z");
    }
  }
}
