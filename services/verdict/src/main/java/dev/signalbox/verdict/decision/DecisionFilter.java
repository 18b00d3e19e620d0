package dev.signalbox.verdict.decision;

import dev.signalbox.verdict.problem.VerdictProblem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which decisions are wanted; null leaves a field open. */
public record DecisionFilter(
    @Nullable String model, @Nullable String route, @Nullable String tenant) {
  public static final DecisionFilter ALL = new DecisionFilter(null, null, null);
  private static final int MAX_NAME = 200;

  public DecisionFilter {
    check("model", model);
    check("route", route);
    check("tenant", tenant);
  }

  /** Empty text from a form leaves the field open. */
  public static DecisionFilter of(
      @Nullable String model, @Nullable String route, @Nullable String tenant) {
    return new DecisionFilter(blankToNull(model), blankToNull(route), blankToNull(tenant));
  }

  public boolean accepts(Decision decision) {
    return (model == null || model.equals(decision.model()))
        && (route == null || route.equals(decision.route()))
        && (tenant == null || tenant.equals(decision.tenant()));
  }

  public boolean isOpen() {
    return Objects.equals(this, ALL);
  }

  /** This filter as a URL's query, with one more parameter. */
  public String query(String name, String value) {
    StringBuilder query = new StringBuilder();
    append(query, "model", model);
    append(query, "route", route);
    append(query, "tenant", tenant);
    append(query, name, value);
    return query.toString();
  }

  private static void append(StringBuilder query, String name, @Nullable String value) {
    if (value != null) {
      query
          .append(query.isEmpty() ? "?" : "&")
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static void check(String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (value.length() > MAX_NAME || value.chars().anyMatch(Character::isISOControl)) {
      throw VerdictProblem.invalid(
          name, name + " has at most " + MAX_NAME + " characters and no control characters");
    }
  }
}
