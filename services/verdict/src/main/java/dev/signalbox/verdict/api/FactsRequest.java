package dev.signalbox.verdict.api;

import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.subject.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject's facts as they are now, all of them.
 *
 * @param note what changed; may be absent
 */
public record FactsRequest(@Nullable List<@Nullable Line> facts, @Nullable String note) {
  private static final int MOST = 60;

  /** One fact, such as "Context" and "128,000 tokens". */
  public record Line(@Nullable String label, @Nullable String value) {}

  /** Checks them; each refusal names the field. */
  List<Fact> checked() {
    List<Fact> checked = checked(facts);
    if (checked.isEmpty()) {
      throw VerdictProblem.invalid("facts", "is 1 to " + MOST + " facts");
    }
    return checked;
  }

  String checkedNote() {
    return Fields.text("note", note, 0, 500);
  }

  static List<Fact> checked(@Nullable List<@Nullable Line> facts) {
    return Fields.list("facts", facts, MOST).stream()
        .map(
            line ->
                new Fact(
                    Fields.text("facts.label", line.label(), 1, 80),
                    Fields.text("facts.value", line.value(), 1, 500)))
        .toList();
  }
}
