package dev.signalbox.verdict.api;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.problem.VerdictProblem;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it is asked for.
 *
 * @param scope tenant, key or route
 * @param subject name of the tenant or route, or id of the key
 * @param period day or month
 * @param usd cap in dollars with at most nine decimals; this or {@code tokens}
 * @param tokens cap in tokens; this or {@code usd}
 */
public record BudgetRequest(
    @Nullable String scope,
    @Nullable String subject,
    @Nullable String period,
    @Nullable BigDecimal usd,
    @Nullable Long tokens) {
  private static final int LONGEST = 200;
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000_000L);
  private static final int DECIMALS = 9;

  /** A checked budget; the cap is in the unit. */
  public record Checked(String scope, String subject, String period, String unit, long cap) {}

  /** Checks it; each refusal names the field. */
  public Checked checked() {
    String of = one("scope", scope, Set.of("tenant", "key", "route"));
    if (subject == null || subject.isBlank() || subject.length() > LONGEST) {
      throw VerdictProblem.invalid("subject", "is 1 to " + LONGEST + " characters");
    }
    String every = one("period", period, Set.of("day", "month"));
    if ((usd == null) == (tokens == null)) {
      throw VerdictProblem.invalid("usd", "either usd or tokens says how much");
    }
    return usd != null
        ? new Checked(of, subject.strip(), every, "nano_usd", nanoUsd(usd))
        : new Checked(of, subject.strip(), every, "tokens", tokens(tokens == null ? -1 : tokens));
  }

  private static String one(String field, @Nullable String value, Set<String> allowed) {
    if (value == null || !allowed.contains(value)) {
      throw VerdictProblem.invalid(field, "is one of " + allowed.stream().sorted().toList());
    }
    return value;
  }

  private static long nanoUsd(BigDecimal usd) {
    if (usd.signum() < 0
        || usd.compareTo(MOST_USD) > 0
        || usd.stripTrailingZeros().scale() > DECIMALS) {
      throw VerdictProblem.invalid(
          "usd", "is between 0 and " + MOST_USD + ", with at most nine decimals");
    }
    return Money.ofUsd(usd).nanoUsd();
  }

  private static long tokens(long tokens) {
    if (tokens < 0 || tokens > 1_000_000_000_000_000L) {
      throw VerdictProblem.invalid("tokens", "is between 0 and 1e15");
    }
    return tokens;
  }
}
