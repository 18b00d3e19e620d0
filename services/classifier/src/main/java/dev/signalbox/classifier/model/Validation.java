package dev.signalbox.classifier.model;

import java.util.List;

/**
 * Held-out predictions and outcomes of a cohort, kept in the file so that operating points can be
 * chosen for any part of it at any prices. Arrays are rows x models, except the input.
 *
 * @param models number of them
 * @param input tokens of each row
 * @param probability predicted
 * @param score seen
 * @param expected output tokens
 * @param spent output tokens seen
 */
public record Validation(
    int models,
    float[] input,
    float[] probability,
    float[] score,
    float[] expected,
    float[] spent) {

  public Validation {
    int cells = input.length * models;
    if (probability.length != cells
        || score.length != cells
        || expected.length != cells
        || spent.length != cells) {
      throw new IllegalArgumentException("the parts of a validation do not fit together");
    }
  }

  public int rows() {
    return input.length;
  }

  /**
   * The trial of some models of the cohort.
   *
   * @param columns places in the cohort
   * @param inputUsd and {@code outputUsd}: prices per million tokens, by column
   */
  public Trial trial(List<String> names, int[] columns, double[] inputUsd, double[] outputUsd) {
    int n = rows();
    double[][] p = new double[n][columns.length];
    double[][] expectedUsd = new double[n][columns.length];
    double[][] seen = new double[n][columns.length];
    double[][] usd = new double[n][columns.length];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < columns.length; c++) {
        int at = i * models + columns[c];
        p[i][c] = probability[at];
        seen[i][c] = score[at];
        expectedUsd[i][c] = (input[i] * inputUsd[c] + expected[at] * outputUsd[c]) / 1e6;
        usd[i][c] = (input[i] * inputUsd[c] + spent[at] * outputUsd[c]) / 1e6;
      }
    }
    return new Trial(names, p, expectedUsd, seen, usd);
  }
}
