package dev.signalbox.verdict.subject;

import dev.signalbox.verdict.problem.VerdictProblem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What sort of thing a subject is. */
public enum SubjectKind {
  MODEL,
  TOOL,
  ROUTE,
  VERSION;

  /** As in events, the database and the API. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static SubjectKind parse(@Nullable String text) {
    for (SubjectKind kind : values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw VerdictProblem.invalid("kind", "kind is model, tool, route or version");
  }
}
