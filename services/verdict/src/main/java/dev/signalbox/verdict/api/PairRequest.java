package dev.signalbox.verdict.api;

import dev.signalbox.verdict.arena.Battle;
import dev.signalbox.verdict.problem.VerdictProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blind pair to be added: two answers to one task.
 *
 * @param task its kind, by which the leaderboard filters
 * @param complexity easy, medium or hard
 * @param first slug of the subject that gave the first answer
 */
public record PairRequest(
    @Nullable String id,
    @Nullable String task,
    @Nullable String complexity,
    @Nullable String prompt,
    @Nullable String first,
    @Nullable String second,
    @Nullable String firstAnswer,
    @Nullable String secondAnswer) {
  private static final List<String> COMPLEXITIES = List.of("easy", "medium", "hard");
  private static final int LONGEST_ANSWER = 16_000;

  /** Checks it; each refusal names the field. */
  Battle checked() {
    if (id == null || !Battle.isId(id)) {
      throw VerdictProblem.invalid("id", "is 1 to 80 small letters, digits and dashes");
    }
    if (complexity == null || !COMPLEXITIES.contains(complexity)) {
      throw VerdictProblem.invalid("complexity", "is one of " + COMPLEXITIES);
    }
    Battle battle =
        new Battle(
            id,
            Fields.name("task", task),
            complexity,
            Fields.text("prompt", prompt, 1, 8_000),
            Fields.text("first", first, 1, 80),
            Fields.text("second", second, 1, 80),
            Fields.text("firstAnswer", firstAnswer, 1, LONGEST_ANSWER),
            Fields.text("secondAnswer", secondAnswer, 1, LONGEST_ANSWER),
            false);
    if (battle.firstSubject().equals(battle.secondSubject())) {
      throw VerdictProblem.invalid("second", "is another subject than the first");
    }
    return battle;
  }
}
