package dev.signalbox.verdict.api;

import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks fields of bodies; each refusal names its field. */
final class Fields {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}");
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000);
  private static final int DECIMALS = 9;

  private Fields() {}

  /** The body itself. */
  static <T> T body(@Nullable T body, String shape) {
    if (body == null) {
      throw new ProblemException(VerdictProblem.INVALID_BODY, "the body is " + shape);
    }
    return body;
  }

  /** Text of people, stripped; lines and tabs are its only control characters. */
  static String text(String field, @Nullable String value, int least, int most) {
    String text = value == null ? "" : value.strip();
    if (text.length() < least || text.length() > most) {
      throw VerdictProblem.invalid(field, "is " + least + " to " + most + " characters");
    }
    if (text.codePoints().anyMatch(Fields::isUnprintable)) {
      throw VerdictProblem.invalid(field, "holds control characters");
    }
    return text;
  }

  /** Control characters, halves of characters and what XML cannot hold. */
  private static boolean isUnprintable(int c) {
    return (Character.isISOControl(c) && c != '\n' && c != '\t')
        || Character.getType(c) == Character.SURROGATE
        || (c & 0xFFFE) == 0xFFFE;
  }

  /** Name of a model or route of the pool. */
  static String name(String field, @Nullable String value) {
    String name = value == null ? "" : value.strip();
    if (!NAME.matcher(name).matches()) {
      throw VerdictProblem.invalid(
          field, "is 1 to 100 letters, digits, dots, dashes, underscores, slashes and colons");
    }
    return name;
  }

  /** A list that is absent is empty. */
  static <T> List<T> list(String field, @Nullable List<@Nullable T> values, int most) {
    if (values == null) {
      return List.of();
    }
    if (values.size() > most || values.stream().anyMatch(value -> value == null)) {
      throw VerdictProblem.invalid(field, "has at most " + most + " entries, none of them null");
    }
    return List.copyOf(values);
  }

  /** A price; null when absent. */
  static @Nullable Money price(String field, @Nullable BigDecimal usd) {
    if (usd == null) {
      return null;
    }
    if (usd.signum() < 0
        || usd.compareTo(MOST_USD) > 0
        || usd.stripTrailingZeros().scale() > DECIMALS) {
      throw VerdictProblem.invalid(
          field, "is between 0 and " + MOST_USD + " dollars, with at most nine decimals");
    }
    return Money.ofUsd(usd);
  }
}
