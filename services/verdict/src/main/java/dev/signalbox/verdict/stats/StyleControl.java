package dev.signalbox.verdict.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bradley-Terry with covariates of the answers, such as their difference in length: strength at
 * equal style (the logistic regression that Chatbot Arena calls style control). Intervals are of
 * the sandwich over clusters. A slight ridge on the style coefficients alone keeps them finite
 * where style decides everything.
 */
public final class StyleControl {
  private static final double RIDGE = 1e-3;
  private static final int MAX_STEPS = 100;
  private static final double GRADIENT = 1e-9;

  private StyleControl() {}

  /**
   * A fit.
   *
   * @param log natural log-strengths, mean 0
   * @param errors their standard errors
   * @param style coefficient of each covariate: above 0 means that more of it wins
   * @param styleErrors their standard errors
   */
  public record Fit(
      List<Double> log, List<Double> errors, List<Double> style, List<Double> styleErrors) {}

  /**
   * Fits items that are one component of {@link Connectedness}.
   *
   * @param style one row of covariates for each comparison, the first item's less the second's
   * @throws ArithmeticException when there is no maximum
   */
  public static Fit fit(Comparisons comparisons, double[][] style) {
    int items = comparisons.items();
    int covariates = style.length == 0 ? 0 : style[0].length;
    int size = items - 1 + covariates;
    double[] at = new double[size];
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] gradient = new double[size];
      double[][] information = ridge(size, items - 1);
      for (int c = 0; c < comparisons.size(); c++) {
        double[] x = design(comparisons, style, c, size);
        double p = BradleyTerry.logistic(dot(x, at));
        double w = comparisons.weight(c);
        add(gradient, x, w * (comparisons.score(c) - p));
        addOuter(information, x, w * p * (1 - p));
      }
      for (int k = items - 1; k < size; k++) {
        gradient[k] -= RIDGE * at[k];
      }
      double norm = Arrays.stream(gradient).map(Math::abs).max().orElse(0);
      if (norm <= GRADIENT * Math.max(1, comparisons.size())) {
        return result(comparisons, style, at, inverse(information));
      }
      double[] direction = multiply(inverse(information), gradient);
      double longest = Arrays.stream(direction).map(Math::abs).max().orElse(0);
      // Damped: a full step from far away may overshoot.
      add(at, direction, longest > 2 ? 2 / longest : 1);
    }
    throw new ArithmeticException("no maximum after " + MAX_STEPS + " steps");
  }

  private static Fit result(
      Comparisons comparisons, double[][] style, double[] at, double[][] bread) {
    int size = at.length;
    int items = comparisons.items();
    double[][] scores = new double[comparisons.clusters()][size];
    for (int c = 0; c < comparisons.size(); c++) {
      double[] x = design(comparisons, style, c, size);
      double residual =
          comparisons.weight(c) * (comparisons.score(c) - BradleyTerry.logistic(dot(x, at)));
      add(scores[comparisons.cluster(c)], x, residual);
    }
    double[][] meat = new double[size][size];
    for (double[] score : scores) {
      addOuter(meat, score, 1);
    }
    double[][] covariance = multiply(multiply(bread, meat), bread);
    double mean = 0;
    for (int i = 0; i < items - 1; i++) {
      mean += at[i] / items;
    }
    List<Double> log = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      log.add((i < items - 1 ? at[i] : 0) - mean);
      double[] contrast = new double[size];
      Arrays.fill(contrast, 0, items - 1, -1.0 / items);
      if (i < items - 1) {
        contrast[i] += 1;
      }
      errors.add(Math.sqrt(Math.max(0, dot(contrast, multiply(covariance, contrast)))));
    }
    List<Double> coefficients = new ArrayList<>();
    List<Double> styleErrors = new ArrayList<>();
    for (int k = items - 1; k < size; k++) {
      coefficients.add(at[k]);
      styleErrors.add(Math.sqrt(Math.max(0, covariance[k][k])));
    }
    return new Fit(log, errors, coefficients, styleErrors);
  }

  /** The last item is at 0, so that the others are determined. */
  private static double[] design(Comparisons comparisons, double[][] style, int c, int size) {
    int free = comparisons.items() - 1;
    double[] x = new double[size];
    if (comparisons.first(c) < free) {
      x[comparisons.first(c)] = 1;
    }
    if (comparisons.second(c) < free) {
      x[comparisons.second(c)] = -1;
    }
    System.arraycopy(style[c], 0, x, free, size - free);
    return x;
  }

  private static double[][] ridge(int size, int from) {
    double[][] matrix = new double[size][size];
    for (int k = from; k < size; k++) {
      matrix[k][k] = RIDGE;
    }
    return matrix;
  }

  /** Gauss-Jordan with pivots; sizes are those of leaderboards. */
  private static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] work = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix[i], 0, work[i], 0, n);
      work[i][n + i] = 1;
    }
    for (int column = 0; column < n; column++) {
      int pivot = column;
      for (int row = column + 1; row < n; row++) {
        if (Math.abs(work[row][column]) > Math.abs(work[pivot][column])) {
          pivot = row;
        }
      }
      if (Math.abs(work[pivot][column]) < 1e-14) {
        throw new ArithmeticException("the votes do not determine the strengths");
      }
      double[] swapped = work[column];
      work[column] = work[pivot];
      work[pivot] = swapped;
      double scale = work[column][column];
      for (int k = 0; k < 2 * n; k++) {
        work[column][k] /= scale;
      }
      for (int row = 0; row < n; row++) {
        double factor = work[row][column];
        if (row != column && factor != 0) {
          for (int k = 0; k < 2 * n; k++) {
            work[row][k] -= factor * work[column][k];
          }
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = Arrays.copyOfRange(work[i], n, 2 * n);
    }
    return inverse;
  }

  private static double[] multiply(double[][] matrix, double[] vector) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = dot(matrix[i], vector);
    }
    return product;
  }

  private static double[][] multiply(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        add(product[i], b[k], a[i][k]);
      }
    }
    return product;
  }

  private static void addOuter(double[][] matrix, double[] x, double weight) {
    for (int i = 0; i < x.length; i++) {
      if (x[i] != 0) {
        add(matrix[i], x, weight * x[i]);
      }
    }
  }

  private static void add(double[] to, double[] x, double times) {
    for (int i = 0; i < to.length; i++) {
      to[i] += times * x[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
