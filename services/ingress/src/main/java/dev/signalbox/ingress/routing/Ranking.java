package dev.signalbox.ingress.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Orders candidates by the band rule. Each place goes to what the rule would choose among those
 * that are left, so that the next in line is what would have been chosen had the one before it been
 * down.
 */
final class Ranking {
  /**
   * Cheapest first, then the likelier, then by name: total, so that ties never depend on the order
   * of documents.
   */
  static final Comparator<Candidate> CHEAPEST =
      Comparator.comparing(Candidate::expectedCost)
          .thenComparing(Ranking::success, Comparator.reverseOrder())
          .thenComparing(candidate -> candidate.model().name());

  /** Likeliest first, then the cheaper, then by name. */
  static final Comparator<Candidate> LIKELIEST =
      Comparator.comparingDouble(Ranking::success).reversed().thenComparing(CHEAPEST);

  private static final double POINTS = 100;

  /**
   * Bands are decimal fractions of which doubles hold neighbours: 0.92 less 1 point must admit
   * 0.91.
   */
  private static final double TOLERANCE = 1e-9;

  private Ranking() {}

  /**
   * The order in which to try them.
   *
   * @param predicted candidates that can serve and have an estimate
   */
  static List<Candidate> withinBand(List<Candidate> predicted, double bandPoints) {
    List<Candidate> left = new ArrayList<>(predicted);
    List<Candidate> ranked = new ArrayList<>(predicted.size());
    while (!left.isEmpty()) {
      Candidate next = choose(left, bandPoints);
      ranked.add(next);
      left.remove(next);
    }
    return ranked;
  }

  static Candidate best(List<Candidate> predicted) {
    Candidate best = predicted.get(0);
    for (Candidate candidate : predicted) {
      if (LIKELIEST.compare(candidate, best) < 0) {
        best = candidate;
      }
    }
    return best;
  }

  static double success(Candidate candidate) {
    return candidate.estimate().map(Estimate::success).orElse(0.0);
  }

  private static Candidate choose(List<Candidate> left, double bandPoints) {
    Candidate chosen = best(left);
    double floor = success(chosen) - bandPoints / POINTS - TOLERANCE;
    for (Candidate candidate : left) {
      if (success(candidate) >= floor && CHEAPEST.compare(candidate, chosen) < 0) {
        chosen = candidate;
      }
    }
    return chosen;
  }
}
