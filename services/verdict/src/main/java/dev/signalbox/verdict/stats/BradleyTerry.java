package dev.signalbox.verdict.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;

/**
 * The Bradley-Terry model by maximum likelihood (R. A. Bradley, M. E. Terry, Biometrika 39 (1952)
 * 324-345); a tie is half a win for both. Newton's method with halved steps until no component of
 * the likelihood's gradient is above 1e-9.
 */
public final class BradleyTerry {
  /** Largest component of the gradient of the log-likelihood at which a fit is done. */
  public static final double GRADIENT = 1e-9;

  private static final int MAX_STEPS = 200;
  private static final int MAX_HALVINGS = 40;

  /**
   * Steps without a smaller gradient or a higher likelihood after which rounding is all that is
   * left.
   */
  private static final int MAX_IDLE = 8;

  private static final double ROUNDING = 1e-13;

  private BradleyTerry() {}

  /** How the uncertainty of the strengths is estimated. */
  public enum Covariance {
    /** Inverse information: right when the model is. */
    MODEL,
    /** Huber's and White's sandwich over single comparisons: right when they are independent. */
    SANDWICH,
    /** The sandwich over clusters: right when only the clusters are independent. */
    CLUSTERED
  }

  /**
   * Fits all items on one scale.
   *
   * @throws IllegalArgumentException when the items are not one component of {@link Connectedness}
   */
  public static Strengths fit(Comparisons comparisons, Covariance kind) {
    Wins wins = Wins.of(comparisons);
    if (wins.items() < 2 || Connectedness.components(wins).size() != 1) {
      throw new IllegalArgumentException(
          "the items are not on one scale: rate each component of Connectedness by itself");
    }
    double[] log = maximise(wins, new double[wins.items()]);
    SymmetricMatrix bread = information(wins, log).laplacianInverse();
    return new Strengths(
        log,
        switch (kind) {
          case MODEL -> bread;
          case SANDWICH -> bread.sandwich(meat(comparisons, log));
          case CLUSTERED -> bread.sandwich(clusteredMeat(comparisons, log));
        });
  }

  /**
   * The fewest votes for {@code second} over {@code first} that would make it the stronger of the
   * two: by doubling, then halving, as more votes only bring it nearer. What is fitted each time
   * are sums by pair, so the number of comparisons counts once.
   *
   * @param comparisons of one component
   * @param most votes that are tried
   */
  public static OptionalLong votesToFlip(
      Comparisons comparisons, int first, int second, long most) {
    Wins wins = Wins.of(comparisons);
    double[] start = maximise(wins, new double[wins.items()]);
    LongPredicate flips =
        votes -> {
          double[] log = maximise(wins.with(second, first, (double) votes), start);
          return log[second] > log[first];
        };
    long high = 1;
    while (!flips.test(high)) {
      high *= 2;
      if (high > most) {
        return OptionalLong.empty();
      }
    }
    long low = high / 2;
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (flips.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalLong.of(high);
  }

  /**
   * Strengths of resamples that draw whole clusters with replacement (percentile bootstrap: B.
   * Efron, Ann. Stat. 7 (1979) 1-26). The same seed gives the same answer everywhere.
   *
   * @param covered the intervals' coverage, such as 0.95
   * @return an interval of the log-strength of each item; resamples that fall apart are left out
   * @throws IllegalArgumentException as {@link #fit}, or when no resample holds together
   */
  public static List<Interval> bootstrap(
      Comparisons comparisons, int resamples, double covered, long seed) {
    double[] start = maximise(Wins.of(comparisons), new double[comparisons.items()]);
    SplittableRandom random = new SplittableRandom(seed);
    List<double[]> draws = new ArrayList<>();
    for (int r = 0; r < resamples; r++) {
      Wins wins = resample(comparisons, random);
      if (Connectedness.components(wins).size() == 1) {
        draws.add(maximise(wins, start));
      }
    }
    if (draws.isEmpty()) {
      throw new IllegalArgumentException("no resample has its items on one scale");
    }
    List<Interval> intervals = new ArrayList<>();
    for (int item = 0; item < comparisons.items(); item++) {
      int each = item;
      double[] sorted = draws.stream().mapToDouble(draw -> draw[each]).sorted().toArray();
      intervals.add(
          new Interval(quantile(sorted, (1 - covered) / 2), quantile(sorted, (1 + covered) / 2)));
    }
    return intervals;
  }

  /** {@code 1 / (1 + exp(-x))} without overflow. */
  static double logistic(double x) {
    if (x >= 0) {
      return 1 / (1 + Math.exp(-x));
    }
    double e = Math.exp(x);
    return e / (1 + e);
  }

  /** Largest component of the gradient at these strengths. */
  static double gradientNorm(Comparisons comparisons, Strengths strengths) {
    double[] log = new double[strengths.items()];
    for (int i = 0; i < log.length; i++) {
      log[i] = strengths.log(i);
    }
    return norm(Slope.of(Wins.of(comparisons), log).gradient());
  }

  private static double[] maximise(Wins wins, double[] start) {
    double[] log = centred(start.clone());
    Slope slope = Slope.of(wins, log);
    int idle = 0;
    double least = slope.largest();
    for (int step = 0; slope.largest() > GRADIENT && idle < MAX_IDLE; step++) {
      if (step == MAX_STEPS) {
        throw new ArithmeticException("no maximum after " + MAX_STEPS + " steps");
      }
      double[] direction = slope.gradient().clone();
      information(wins, log).solveLaplacian(direction);
      double likelihood = likelihood(wins, log);
      double scale = 1;
      double[] next = centred(moved(log, direction, scale));
      // Near the maximum the likelihood is flat to the last digit: there the gradient decides.
      while (likelihood(wins, next) < likelihood
          && Slope.of(wins, next).largest() >= slope.largest()) {
        scale /= 2;
        if (scale < Math.scalb(1.0, -MAX_HALVINGS)) {
          slope.requireRounding();
          return log;
        }
        next = centred(moved(log, direction, scale));
      }
      log = next;
      slope = Slope.of(wins, log);
      boolean better = slope.largest() < least || likelihood(wins, log) > likelihood;
      idle = better ? 0 : idle + 1;
      least = Math.min(least, slope.largest());
    }
    if (slope.largest() > GRADIENT) {
      slope.requireRounding();
    }
    return log;
  }

  private static double likelihood(Wins wins, double[] log) {
    double sum = 0;
    for (int i = 0; i < log.length; i++) {
      for (int j = 0; j < log.length; j++) {
        double points = wins.points(i, j);
        if (points > 0) {
          double x = log[i] - log[j];
          sum -= points * (x > 0 ? Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)) - x);
        }
      }
    }
    return sum;
  }

  /**
   * The likelihood's slope.
   *
   * @param gradient by item
   * @param flow sum of the sizes of what adds up to the gradient: what rounding goes by
   */
  private record Slope(double[] gradient, double[] flow) {
    static Slope of(Wins wins, double[] log) {
      double[] gradient = new double[log.length];
      double[] flow = new double[log.length];
      for (int i = 0; i < log.length; i++) {
        for (int j = 0; j < i; j++) {
          if (wins.games(i, j) > 0) {
            double up = wins.points(i, j) * logistic(log[j] - log[i]);
            double down = wins.points(j, i) * logistic(log[i] - log[j]);
            gradient[i] += up - down;
            gradient[j] -= up - down;
            flow[i] += up + down;
            flow[j] += up + down;
          }
        }
      }
      return new Slope(gradient, flow);
    }

    /** The largest component, in votes; where an item has less than a vote, as a share of it. */
    double largest() {
      double most = 0;
      for (int i = 0; i < gradient.length; i++) {
        most = Math.max(most, Math.abs(gradient[i]) / Math.min(1, flow[i]));
      }
      return most;
    }

    /** No step helps any more: fine where rounding of so many games is all that is left. */
    void requireRounding() {
      for (int i = 0; i < gradient.length; i++) {
        if (Math.abs(gradient[i]) > Math.max(GRADIENT * Math.min(1, flow[i]), ROUNDING * flow[i])) {
          throw new ArithmeticException(
              "the likelihood can't be raised at a gradient of " + gradient[i]);
        }
      }
    }
  }

  private static SymmetricMatrix information(Wins wins, double[] log) {
    SymmetricMatrix information = new SymmetricMatrix(log.length);
    for (int i = 0; i < log.length; i++) {
      for (int j = 0; j < i; j++) {
        double games = wins.games(i, j);
        if (games > 0) {
          information.addPair(i, j, games * logistic(log[i] - log[j]) * logistic(log[j] - log[i]));
        }
      }
    }
    return information;
  }

  private static SymmetricMatrix meat(Comparisons comparisons, double[] log) {
    SymmetricMatrix meat = new SymmetricMatrix(log.length);
    for (int c = 0; c < comparisons.size(); c++) {
      double residual = residual(comparisons, c, log);
      meat.addPair(comparisons.first(c), comparisons.second(c), residual * residual);
    }
    return meat;
  }

  private static SymmetricMatrix clusteredMeat(Comparisons comparisons, double[] log) {
    int[][] members = members(comparisons);
    SymmetricMatrix meat = new SymmetricMatrix(log.length);
    double[] score = new double[log.length];
    for (int[] cluster : members) {
      java.util.Arrays.fill(score, 0);
      for (int c : cluster) {
        double residual = residual(comparisons, c, log);
        score[comparisons.first(c)] += residual;
        score[comparisons.second(c)] -= residual;
      }
      int[] touched = touched(score);
      for (int a : touched) {
        for (int b : touched) {
          if (b <= a) {
            meat.add(a, b, score[a] * score[b]);
          }
        }
      }
    }
    return meat;
  }

  private static int[] touched(double[] score) {
    int[] items = new int[score.length];
    int count = 0;
    for (int i = 0; i < score.length; i++) {
      if (score[i] != 0) {
        items[count++] = i;
      }
    }
    return java.util.Arrays.copyOf(items, count);
  }

  private static double residual(Comparisons comparisons, int c, double[] log) {
    double difference = log[comparisons.first(c)] - log[comparisons.second(c)];
    double score = comparisons.score(c);
    return comparisons.weight(c)
        * (score * logistic(-difference) - (1 - score) * logistic(difference));
  }

  private static Wins resample(Comparisons comparisons, SplittableRandom random) {
    int clusters = comparisons.clusters();
    int[] times = new int[clusters];
    for (int i = 0; i < clusters; i++) {
      times[random.nextInt(clusters)]++;
    }
    Wins wins = new Wins(comparisons.items());
    for (int c = 0; c < comparisons.size(); c++) {
      int count = times[comparisons.cluster(c)];
      if (count > 0) {
        wins.add(comparisons, c, comparisons.weight(c) * count);
      }
    }
    return wins;
  }

  private static int[][] members(Comparisons comparisons) {
    int[] sizes = new int[comparisons.clusters()];
    for (int c = 0; c < comparisons.size(); c++) {
      sizes[comparisons.cluster(c)]++;
    }
    int[][] members = new int[sizes.length][];
    for (int k = 0; k < sizes.length; k++) {
      members[k] = new int[sizes[k]];
    }
    int[] filled = new int[sizes.length];
    for (int c = 0; c < comparisons.size(); c++) {
      int k = comparisons.cluster(c);
      members[k][filled[k]++] = c;
    }
    return members;
  }

  /** Linear interpolation between order statistics (Hyndman and Fan's type 7). */
  private static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  private static double[] moved(double[] from, double[] direction, double scale) {
    double[] to = new double[from.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i] + scale * direction[i];
    }
    return to;
  }

  private static double[] centred(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean;
    }
    return values;
  }

  private static double norm(double[] vector) {
    double most = 0;
    for (double value : vector) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }
}
