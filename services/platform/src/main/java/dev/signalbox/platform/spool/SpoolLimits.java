package dev.signalbox.platform.spool;

import java.time.Duration;

/**
 * Bounds of a spool.
 *
 * @param maxBytes undelivered bytes on disk beyond which appending is refused
 * @param segmentBytes size at which a new segment file starts; delivered segments are deleted whole
 * @param flushInterval longest time that an event may wait for the disk itself (what a power cut
 *     can lose)
 */
public record SpoolLimits(long maxBytes, long segmentBytes, Duration flushInterval) {
  public SpoolLimits {
    if (segmentBytes < 4_096 || maxBytes < segmentBytes) {
      throw new IllegalArgumentException(
          "need 4096 <= segmentBytes <= maxBytes, got " + segmentBytes + " and " + maxBytes);
    }
    if (flushInterval.isNegative() || flushInterval.isZero()) {
      throw new IllegalArgumentException("flushInterval must be positive");
    }
  }

  /** 256 MB in segments of 8 MB, flushed five times a second. */
  public static SpoolLimits standard() {
    return new SpoolLimits(256L << 20, 8L << 20, Duration.ofMillis(200));
  }
}
