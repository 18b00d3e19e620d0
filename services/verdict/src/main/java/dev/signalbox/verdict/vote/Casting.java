package dev.signalbox.verdict.vote;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;

/**
 * What the database's casting functions answer, for subjects and pairs alike.
 *
 * @param changed whether this request changed the ballot
 * @param before the choice before it
 * @param choice the choice after it; of the first request, where a key is repeated
 */
public record Casting(boolean changed, String before, String choice, long revision) {
  /** Reads status, before, choice and revision; throws what a status stands for that is no vote. */
  public static Casting of(Object[] row) {
    return switch ((String) row[0]) {
      case "changed" -> casting(true, row);
      case "unchanged", "replayed" -> casting(false, row);
      case "stale" ->
          throw new ProblemException(
              VerdictProblem.PRECONDITION_FAILED,
              "the vote has another revision by now; read it again");
      case "key_reused" ->
          throw new ProblemException(
              VerdictProblem.KEY_REUSED,
              "this Idempotency-Key was used for another request; take a new one");
      default -> throw new IllegalStateException("no status: " + row[0]);
    };
  }

  private static Casting casting(boolean changed, Object[] row) {
    return new Casting(changed, (String) row[1], (String) row[2], ((Number) row[3]).longValue());
  }
}
