package dev.signalbox.e2e;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a condition, within a bound. */
final class Waiting {
  private static final long POLL_MILLIS = 150;

  private Waiting() {}

  /** Something that is checked again and again. */
  @FunctionalInterface
  interface Check {
    void run() throws Exception;
  }

  /** Repeats the check until it holds; after the bound its own failure is the test's. */
  static void until(Duration bound, Check check) throws Exception {
    long deadline = System.nanoTime() + bound.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        check.run();
        return;
      } catch (Exception | AssertionError e) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
    check.run();
  }
}
