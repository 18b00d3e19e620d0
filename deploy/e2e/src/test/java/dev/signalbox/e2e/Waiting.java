package dev.signalbox.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for a condition, within a bound. */
final class Waiting {
  private static final long POLL_MILLIS = 100;

  private Waiting() {}

  /** Repeats the assertion until it holds; after the bound its own failure is the test's. */
  static void until(Duration bound, ThrowingCallable assertion) throws Exception {
    Callable<Boolean> once =
        () -> {
          try {
            assertion.call();
            return true;
          } catch (Exception | AssertionError e) {
            return false;
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        };
    long deadline = System.nanoTime() + bound.toNanos();
    while (!once.call()) {
      if (System.nanoTime() > deadline) {
        org.assertj.core.api.Assertions.assertThatCode(assertion)
            .as("within " + bound.toSeconds() + " s")
            .doesNotThrowAnyException();
        return;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
