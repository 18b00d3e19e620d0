package dev.signalbox.ingress.flow;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids that no other process makes and that sort by time: milliseconds, 64 random bits of this
 * process, and a counter, in hexadecimal. Thread-safe.
 */
public final class Ids {
  private static final long COUNTER_MASK = 0xFFFFFFFFL;

  private final InstantSource clock;
  private final String process = hex(new SecureRandom().nextLong(), 16);
  private final AtomicLong counter = new AtomicLong();

  public Ids(InstantSource clock) {
    this.clock = clock;
  }

  /** {@code prefix} and 36 hexadecimal digits. */
  public String next(String prefix) {
    return prefix
        + hex(clock.millis(), 12)
        + process
        + hex(counter.getAndIncrement() & COUNTER_MASK, 8);
  }

  private static String hex(long value, int digits) {
    char[] out = new char[digits];
    long left = value;
    for (int i = digits - 1; i >= 0; i--) {
      out[i] = Character.forDigit((int) (left & 0xF), 16);
      left >>>= 4;
    }
    return new String(out);
  }
}
