package dev.signalbox.verdict.decision;

import org.jspecify.annotations.Nullable;

/** What came of a client's grade. */
public sealed interface GradeOutcome {
  /**
   * The decision has this grade, now or since an earlier call.
   *
   * @param success what the classifier said of the model; null where it said nothing
   */
  record Taken(Decision decision, @Nullable Double success) implements GradeOutcome {}

  /** It has another one, which stays. */
  record Other() implements GradeOutcome {}

  /** No decision of the tenant is known by this id, or not yet. */
  record Unknown() implements GradeOutcome {}

  /** A dry run: no model answered. */
  record Nothing() implements GradeOutcome {}
}
