package dev.signalbox.worker.serving;

import java.util.Arrays;
import java.util.Comparator;

/** Tokens with unnormalised probabilities, in token order until sorted. */
final class Candidates {
  private Integer[] order = new Integer[0];
  private final double[] weights;

  private Candidates(double[] weights) {
    this.weights = weights;
  }

  /** Weights exp((logit - largest) / temperature); those below exp(-40) count as zero. */
  static Candidates of(float[] logits, double temperature) {
    float largest = logits[Sampler.argmax(logits)];
    double[] weights = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      double exponent = ((double) logits[i] - largest) / temperature;
      weights[i] = exponent < -40 ? 0 : Math.exp(exponent);
    }
    return new Candidates(weights);
  }

  int size() {
    return weights.length;
  }

  /** Most probable first; equal ones by id, so a seed gives the same answer everywhere. */
  void sort() {
    order = new Integer[weights.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble((Integer token) -> -weights[token]));
  }

  private int token(int rank) {
    return order.length == 0 ? rank : order[rank];
  }

  double mass(int kept) {
    double mass = 0;
    for (int rank = 0; rank < kept; rank++) {
      mass += weights[token(rank)];
    }
    return mass;
  }

  /** How many of the first {@code kept} weigh at least this share of the heaviest. */
  int atLeast(double share, int kept) {
    double least = share * weights[token(0)];
    int count = kept;
    while (share > 0 && count > 1 && weights[token(count - 1)] < least) {
      count--;
    }
    return count;
  }

  int smallestWithMass(int kept, double wanted) {
    double mass = 0;
    for (int rank = 0; rank < kept; rank++) {
      mass += weights[token(rank)];
      if (mass >= wanted) {
        return rank + 1;
      }
    }
    return kept;
  }

  /** The token at this point of the cumulated mass. */
  int at(double point, int kept) {
    double mass = 0;
    int last = token(0);
    for (int rank = 0; rank < kept; rank++) {
      double weight = weights[token(rank)];
      if (weight > 0) {
        last = token(rank);
        mass += weight;
        if (mass > point) {
          return last;
        }
      }
    }
    return last;
  }
}
