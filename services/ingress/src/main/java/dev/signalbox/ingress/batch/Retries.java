package dev.signalbox.ingress.batch;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How often each job was asked, and how long to wait before it is asked once more. */
final class Retries {
  private static final int MOST_DOUBLINGS = 10;

  private final BatchLimits limits;
  private final Map<String, Integer> tries = new HashMap<>();

  Retries(BatchLimits limits) {
    this.limits = limits;
  }

  /**
   * After an attempt that ended.
   *
   * @param wanted whether another attempt could help
   * @return the wait before it; empty where there is none, and the job is forgotten
   */
  Optional<Duration> next(String job, boolean wanted) {
    int tried = tries.merge(job, 1, Integer::sum);
    if (!wanted || tried >= limits.attempts()) {
      tries.remove(job);
      return Optional.empty();
    }
    return Optional.of(limits.backoff().multipliedBy(1L << Math.min(MOST_DOUBLINGS, tried - 1)));
  }
}
