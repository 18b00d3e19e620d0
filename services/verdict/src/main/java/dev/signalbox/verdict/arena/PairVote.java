package dev.signalbox.verdict.arena;

/**
 * One present vote with what the leaderboard needs of its pair.
 *
 * @param lengthDifference of the first answer to the second, relative to both: from -1 to 1
 * @param markupDifference the same of marks such as headings, lists and emphasis
 */
public record PairVote(
    String voter,
    String first,
    String second,
    PairChoice choice,
    String task,
    String complexity,
    double lengthDifference,
    double markupDifference) {
  /** From -1 to 1, relative to both. */
  public static double difference(long first, long second) {
    return first + second == 0 ? 0 : (double) (first - second) / (first + second);
  }

  /** 1 for the first, 0 for the second, a half for a tie and for both bad. */
  public double score() {
    return switch (choice) {
      case FIRST -> 1;
      case SECOND -> 0;
      case TIE, BOTH_BAD -> 0.5;
      case WITHDRAWN -> throw new IllegalArgumentException("taken back");
    };
  }
}
