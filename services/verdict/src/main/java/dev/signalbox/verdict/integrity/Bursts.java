package dev.signalbox.verdict.integrity;

import java.util.Arrays;

/**
 * What counts as too quick: nobody reads two answers in two seconds, ten times in a row. In a file
 * where everybody is that quick, times are no times of reading and nobody is.
 */
final class Bursts {
  /** Votes of a burst. */
  static final int IN_A_ROW = 10;

  private static final double QUICK_SECONDS = 2;
  private static final double TIMES_QUICKER = 5;

  private double[] gaps = new double[1_024];
  private int size;
  private double usual = -1;

  /** One wait between two votes of one voter, in seconds. */
  void usual(double seconds) {
    if (size == gaps.length) {
      gaps = Arrays.copyOf(gaps, size + (size >> 1));
    }
    gaps[size++] = seconds;
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
