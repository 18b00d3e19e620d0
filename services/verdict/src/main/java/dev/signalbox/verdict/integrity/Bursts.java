package dev.signalbox.verdict.integrity;

import java.util.Arrays;

/**
 * What counts as too quick: nobody reads two answers in five seconds, ten times in a row. In a file
 * where everybody is that quick, times are no times of reading and nobody is.
 */
final class Bursts {
  /** Votes of a burst. */
  static final int IN_A_ROW = 10;

  private static final double QUICK_SECONDS = 5;
  private static final double TIMES_QUICKER = 5;

  private double[] gaps = new double[1_024];
  private int size;
  private double usual = -1;

  /** The waits between one voter's votes, in seconds; each voter counts by their median. */
  void usual(double[] seconds) {
    if (seconds.length < 2) {
      return;
    }
    if (size == gaps.length) {
      gaps = Arrays.copyOf(gaps, size + (size >> 1));
    }
    Arrays.sort(seconds);
    gaps[size++] = seconds[seconds.length / 2];
  }

  boolean isQuick(double seconds) {
    if (usual < 0) {
      double[] sorted = Arrays.copyOf(gaps, size);
      Arrays.sort(sorted);
      usual = size == 0 ? 0 : sorted[size / 2];
    }
    return seconds <= QUICK_SECONDS && seconds * TIMES_QUICKER <= usual && usual > 0;
  }
}
