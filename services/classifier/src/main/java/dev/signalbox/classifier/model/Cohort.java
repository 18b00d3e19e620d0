package dev.signalbox.classifier.model;

import java.util.List;

/**
 * Models that were graded on the same prompts. They are predicted together, because what tells them
 * apart is learnt best from their differences.
 *
 * @param heads the models
 * @param success one output for each head: raw probability of a good answer
 * @param tokens one output for each head: natural logarithm of one plus the output tokens
 * @param domains for each of the model's labels, the share of that label's prompts that this cohort
 *     was graded on
 * @param validation held-out predictions and outcomes, one column for each head
 */
public record Cohort(
    List<Head> heads,
    TreeEnsemble success,
    TreeEnsemble tokens,
    float[] domains,
    Validation validation) {
  public Cohort {
    heads = List.copyOf(heads);
    if (validation.models() != heads.size()) {
      throw new IllegalArgumentException("a cohort's validation does not fit its models");
    }
  }

  /** Place of a model, or -1. */
  public int indexOf(String model) {
    for (int i = 0; i < heads.size(); i++) {
      if (heads.get(i).model().equals(model)) {
        return i;
      }
    }
    return -1;
  }

  /** Calibrated probability for each head. */
  public double[] probabilities(float[] row) {
    float[] raw = success.predict(row);
    double[] p = new double[raw.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = heads.get(i).calibrate(raw[i]);
    }
    return p;
  }

  /** Expected output tokens for each head. */
  public double[] outputTokens(float[] row) {
    float[] log = tokens.predict(row);
    double[] count = new double[log.length];
    for (int i = 0; i < count.length; i++) {
      count[i] = Math.max(1, Math.expm1(log[i]) * heads.get(i).tokenFactor());
    }
    return count;
  }
}
