package dev.signalbox.verdict.integrity;

import java.util.Arrays;

/**
 * How much more honest voters differ than chance explains: the variance of a voter's statistic over
 * that of a voter without a taste of their own is 1 + excess x votes. The excess is read off the
 * median of the squared scores, which attackers in the minority hardly move.
 */
final class Tastes {
  /** Median of the chi-squared distribution with one degree of freedom. */
  private static final double MEDIAN = 0.4549364231195728;

  private static final int LEAST_VOTES = 8;
  private static final int LEAST_VOTERS = 30;
  private static final double MOST_EXCESS = 1;
  private static final double MOST_VARIANCE = 4;
  private static final int HALVINGS = 40;

  private double[] squares = new double[256];
  private double[] votes = new double[256];
  private int size;
  private double excess;

  /** One honest voter's score, in standard deviations, from so many votes. */
  void add(double score, int count) {
    if (count < LEAST_VOTES) {
      return;
    }
    if (size == squares.length) {
      squares = Arrays.copyOf(squares, 2 * size);
      votes = Arrays.copyOf(votes, 2 * size);
    }
    squares[size] = score * score;
    votes[size++] = count;
  }

  /** Settles the excess after the last score; 0 where it can't be told from chance. */
  void settle() {
    if (size < LEAST_VOTERS) {
      return;
    }
    // A median is known to about 1/(2 f sqrt(n)) = 1.06/sqrt(n) for these squares.
    double certain = 1.2 * MEDIAN + 1.06 / Math.sqrt(size);
    double low = 0;
    double high = MOST_EXCESS;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (median(middle) > certain) {
        low = middle;
      } else {
        high = middle;
      }
    }
    excess = low;
  }

  private double median(double assumed) {
    double[] scaled = new double[size];
    for (int i = 0; i < size; i++) {
      scaled[i] = squares[i] / (1 + assumed * votes[i]);
    }
    Arrays.sort(scaled);
    return scaled[size / 2];
  }

  double excess() {
    return excess;
  }

  /** By what a score of so many votes is divided. */
  double inflation(int count) {
    return Math.sqrt(Math.min(MOST_VARIANCE, 1 + excess * count));
  }
}
