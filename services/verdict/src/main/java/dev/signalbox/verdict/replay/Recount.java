package dev.signalbox.verdict.replay;

import java.time.Duration;

/** Whether a count of the votes still stands. */
enum Recount {
  /** It stands. */
  NONE,
  /** Count, and wait for it. */
  WAIT,
  /** It stands until those who are not waited for have counted. */
  MEANWHILE;

  /** How many times as long as it took a count stands: so counting takes a tenth of one core. */
  static final int PATIENCE = 10;

  /** What may be waited for: a count that takes less is of the votes as they are now. */
  static final Duration QUICK = Duration.ofMillis(50);

  private static final Duration LONGEST = Duration.ofMinutes(1);

  /**
   * What to do about a count.
   *
   * @param sameVotes whether nothing was chained since
   * @param sameVoters whether the same voters are left out; who was found is left out at once
   * @param took how long counting took
   * @param age since it began
   */
  static Recount of(boolean sameVotes, boolean sameVoters, Duration took, Duration age) {
    if (sameVotes && sameVoters) {
      return NONE;
    }
    if (!sameVoters || took.compareTo(QUICK) < 0) {
      return WAIT;
    }
    Duration patience = took.multipliedBy(PATIENCE);
    return age.compareTo(patience.compareTo(LONGEST) < 0 ? patience : LONGEST) < 0
        ? NONE
        : MEANWHILE;
  }
}
