package dev.signalbox.verdict.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How likely it is that yes-or-no observations are ever outside of an interval at one of many
 * looks: not simulated but computed, by following the chance of each count from look to look.
 */
public final class EverMissed {
  private static final double NOTHING = 1e-18;

  private EverMissed() {}

  /** Whether the truth is missed after so many observations. */
  public interface Missed {
    boolean at(int successes, int trials);
  }

  /** After each observation at first, then after each fiftieth part of what there is. */
  public static int[] looks(int most) {
    return IntStream.iterate(1, n -> n <= most, n -> n + Math.max(1, n / 50)).toArray();
  }

  /** A figure for {@code make looks}, which alone sets this property. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotation is no library of ours
  public static void say(String format, Object... values) {
    if (Integer.getInteger("looks.runs") != null) {
      System.out.println(format.formatted(values));
    }
  }

  /** A bound that lies by a fifth nearer to the mean, solved for the width of which it is one. */
  public static double nearer(double mean, double bound) {
    return mean - (mean - bound) / 0.8;
  }

  /** Whether an interval that is by a fifth narrower misses. */
  static boolean missesNarrower(Interval interval, double mean, double truth) {
    return truth < mean - 0.8 * (mean - interval.lower())
        || truth > mean + 0.8 * (interval.upper() - mean);
  }

  /**
   * The chance that the truth is missed at any look.
   *
   * @param missed true from some count of successes on downwards, and from another one upwards
   */
  public static double chance(double success, int[] looks, Missed missed) {
    double[] mass = {1};
    int first = 0;
    int trials = 0;
    double gone = 0;
    for (int look : looks) {
      for (; trials < look; trials++) {
        mass = next(mass, success);
      }
      int most = mass.length - 1;
      int middle = Math.clamp(Math.round(success * trials) - first, 0, most);
      int from = inside(missed, first, trials, 0, middle);
      int to = inside(missed, first, trials, most, middle);
      for (int i = 0; i < mass.length; i++) {
        gone += i < from || i > to ? mass[i] : 0;
      }
      while (from < to && mass[from] < NOTHING) {
        from++;
      }
      while (to > from && mass[to] < NOTHING) {
        to--;
      }
      mass = Arrays.copyOfRange(mass, from, to + 1);
      first += from;
    }
    return gone;
  }

  private static double[] next(double[] mass, double success) {
    double[] next = new double[mass.length + 1];
    for (int i = 0; i < mass.length; i++) {
      next[i] += mass[i] * (1 - success);
      next[i + 1] += mass[i] * success;
    }
    return next;
  }

  /** The count nearest to an end that is not missed. */
  private static int inside(Missed missed, int first, int trials, int end, int middle) {
    if (!missed.at(first + end, trials)) {
      return end;
    }
    if (missed.at(first + middle, trials)) {
      throw new IllegalStateException("misses its own centre at " + trials);
    }
    int out = end;
    int in = middle;
    while (Math.abs(in - out) > 1) {
      int between = (in + out) / 2;
      if (missed.at(first + between, trials)) {
        out = between;
      } else {
        in = between;
      }
    }
    return in;
  }
}
