package dev.signalbox.verdict.integrity;

import java.util.Arrays;

/**
 * Decided votes of one voter as a weighted sum of independent yes-or-no outcomes, and its exact
 * distribution among honest voters: by convolution on a grid of whole steps, onto which the weights
 * are rounded first, so that the test is exact for the rounded weights.
 */
final class Choices {
  private static final int STEPS = 4_096;
  private static final double[] NO_SHIFT = {0};

  private double[] chance = new double[64];
  private double[] weight = new double[64];
  private boolean[] left = new boolean[64];
  private int size;

  void clear() {
    size = 0;
  }

  /**
   * One decided vote.
   *
   * @param chance that an honest voter chooses the left
   * @param weight what choosing the left adds to the statistic; choosing the right adds nothing
   */
  void add(double chance, double weight, boolean left) {
    if (size == this.chance.length) {
      this.chance = Arrays.copyOf(this.chance, 2 * size);
      this.weight = Arrays.copyOf(this.weight, 2 * size);
      this.left = Arrays.copyOf(this.left, 2 * size);
    }
    this.chance[size] = chance;
    this.weight[size] = weight;
    this.left[size++] = left;
  }

  int size() {
    return size;
  }

  /** Standard deviations that the statistic is above an honest voter's mean; 0 without variance. */
  double score() {
    double excess = 0;
    double variance = 0;
    for (int i = 0; i < size; i++) {
      excess += weight[i] * ((left[i] ? 1 : 0) - chance[i]);
      variance += weight[i] * weight[i] * chance[i] * (1 - chance[i]);
    }
    return variance > 0 ? excess / Math.sqrt(variance) : 0;
  }

  /** Where the statistic lies between its mean for honest voters, 0, and for a coin, a half. */
  double share() {
    double honest = 0;
    double reversed = 0;
    double seen = 0;
    for (int i = 0; i < size; i++) {
      honest += weight[i] * chance[i];
      reversed += weight[i] * (1 - chance[i]);
      seen += left[i] ? weight[i] : 0;
    }
    return reversed > honest ? (seen - honest) / (reversed - honest) : 0;
  }

  /** Chance of just these choices from an honest voter: no tail is smaller. */
  double chance() {
    double product = 1;
    for (int i = 0; i < size; i++) {
      product *= left[i] ? chance[i] : 1 - chance[i];
    }
    return product;
  }

  /**
   * Chance that an honest voter's statistic is at least as high.
   *
   * @param inflation of the standard deviation, at least 1: honest voters differ in taste
   */
  double tail(double inflation) {
    return tails(inflation, NO_SHIFT)[0];
  }

  /**
   * Chances that an honest voter's statistic is at least as high and so much higher still.
   *
   * @param inflation of the standard deviation, at least 1: honest voters differ in taste
   * @param shifts in units of the weights; negative ones are lower
   */
  double[] tails(double inflation, double[] shifts) {
    double[] tails = new double[shifts.length];
    double most = 0;
    for (int i = 0; i < size; i++) {
      most += Math.abs(weight[i]);
    }
    if (most == 0) {
      for (int t = 0; t < tails.length; t++) {
        tails[t] = shifts[t] <= 0 ? 1 : 0;
      }
      return tails;
    }
    int[] step = new int[size];
    int low = 0;
    int high = 0;
    double mean = 0;
    int seen = 0;
    for (int i = 0; i < size; i++) {
      step[i] = (int) Math.round(weight[i] / most * STEPS);
      low += Math.min(0, step[i]);
      high += Math.max(0, step[i]);
      mean += step[i] * chance[i];
      seen += left[i] ? step[i] : 0;
    }
    double[] distribution = distribution(step, low, high);
    // From the right, so that [k] becomes the chance of k or more.
    for (int k = distribution.length - 2; k >= 0; k--) {
      distribution[k] += distribution[k + 1];
    }
    for (int t = 0; t < tails.length; t++) {
      double at = seen + shifts[t] / most * STEPS;
      double reached = at > mean ? mean + (at - mean) / inflation : at;
      long first = Math.max(0, (long) Math.ceil(reached - 1e-9) - low);
      tails[t] = first >= distribution.length ? 0 : Math.min(1, distribution[(int) first]);
    }
    return tails;
  }

  private double[] distribution(int[] step, int low, int high) {
    double[] distribution = new double[high - low + 1];
    distribution[-low] = 1;
    int from = -low;
    int to = -low;
    for (int i = 0; i < size; i++) {
      int shift = step[i];
      double p = chance[i];
      if (shift > 0) {
        for (int k = to; k >= from; k--) {
          distribution[k + shift] += p * distribution[k];
          distribution[k] *= 1 - p;
        }
        to += shift;
      } else if (shift < 0) {
        for (int k = from; k <= to; k++) {
          distribution[k + shift] += p * distribution[k];
          distribution[k] *= 1 - p;
        }
        from += shift;
      }
    }
    return distribution;
  }
}
