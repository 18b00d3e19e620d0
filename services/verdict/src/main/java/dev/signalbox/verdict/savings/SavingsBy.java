package dev.signalbox.verdict.savings;

import dev.signalbox.verdict.problem.VerdictProblem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the rows of a report stand for. Days and hours are UTC. */
public enum SavingsBy {
  MODEL("model"),
  ROUTE("route"),
  DAY("day"),
  HOUR("hour");

  private final String field;

  SavingsBy(String field) {
    this.field = field;
  }

  String field() {
    return field;
  }

  /** Reads {@code model}, {@code route} or {@code day}; hours are for the console's own charts. */
  public static SavingsBy parse(@Nullable String text) {
    String name = text == null || text.isBlank() ? "model" : text.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "model" -> MODEL;
      case "route" -> ROUTE;
      case "day" -> DAY;
      default -> throw VerdictProblem.invalid("by", "by is model, route or day");
    };
  }
}
