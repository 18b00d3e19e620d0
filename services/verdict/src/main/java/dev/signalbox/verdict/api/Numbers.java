package dev.signalbox.verdict.api;

import dev.signalbox.verdict.problem.VerdictProblem;
import org.jspecify.annotations.Nullable;

/** Reads whole numbers of queries, so that a bad one is answered as a problem of that parameter. */
final class Numbers {
  private Numbers() {}

  static int between(String name, @Nullable String text, int unset, int least, int most) {
    if (text == null || text.isBlank()) {
      return unset;
    }
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of range.
    }
    throw VerdictProblem.invalid(name, name + " is a whole number from " + least + " to " + most);
  }
}
