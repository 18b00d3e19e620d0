package dev.signalbox.ingress.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Orders candidates by the choice rule: the largest utility first, so that the next in line is what
 * would have been chosen had the one before it been down.
 */
final class Ranking {
  /**
   * Cheapest first, then the likelier, then by name: total, so that ties never depend on the order
   * of documents.
   */
  static final Comparator<Candidate> CHEAPEST =
      (one, other) -> {
        int byCost = one.expectedCost().compareTo(other.expectedCost());
        if (byCost != 0) {
          return byCost;
        }
        int bySuccess = Double.compare(other.success(), one.success());
        return bySuccess != 0 ? bySuccess : one.model().name().compareTo(other.model().name());
      };

  /** Likeliest first, then the cheaper, then by name. */
  static final Comparator<Candidate> LIKELIEST =
      (one, other) -> {
        int bySuccess = Double.compare(other.success(), one.success());
        return bySuccess != 0 ? bySuccess : CHEAPEST.compare(one, other);
      };

  private Ranking() {}

  /** Largest utility first; ties go to the cheaper, then to the likelier, then by name. */
  static Comparator<Candidate> byUtility(double weightPerUsd) {
    return (one, other) -> {
      int byUtility = Double.compare(other.utility(weightPerUsd), one.utility(weightPerUsd));
      return byUtility != 0 ? byUtility : CHEAPEST.compare(one, other);
    };
  }

  /** As {@link #byUtility}, as if there were no prompt cache. */
  static Comparator<Candidate> byColdUtility(double weightPerUsd) {
    return (one, other) -> {
      int byUtility =
          Double.compare(other.coldUtility(weightPerUsd), one.coldUtility(weightPerUsd));
      return byUtility != 0 ? byUtility : CHEAPEST.compare(one, other);
    };
  }

  static List<Candidate> sorted(List<Candidate> candidates, Comparator<Candidate> order) {
    List<Candidate> sorted = new ArrayList<>(candidates);
    sorted.sort(order);
    return sorted;
  }

  /**
   * @param candidates never empty
   */
  static Candidate first(List<Candidate> candidates, Comparator<Candidate> order) {
    Candidate first = candidates.get(0);
    for (int i = 1; i < candidates.size(); i++) {
      if (order.compare(candidates.get(i), first) < 0) {
        first = candidates.get(i);
      }
    }
    return first;
  }
}
