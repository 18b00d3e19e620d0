package dev.signalbox.classifier.training;

import java.util.List;

/**
 * The few directions in which prompts differ for the models graded on them: principal components of
 * the score matrix, found by orthogonal iteration. All models of the rows take part, also those
 * outside the pool: they make the directions less noisy.
 */
final class Latents {
  static final int MOST = 6;
  private static final int ITERATIONS = 60;

  private Latents() {}

  /** Rows x components; missing scores stand at their model's mean. Empty rows come out at 0. */
  static float[][] of(List<OutcomeRow> rows, List<String> models) {
    int m = models.size();
    int k = Math.min(MOST, m);
    double[][] centred = centred(rows, models);
    double[][] covariance = new double[m][m];
    for (double[] row : centred) {
      for (int a = 0; a < m; a++) {
        for (int b = a; b < m; b++) {
          covariance[a][b] += row[a] * row[b];
        }
      }
    }
    for (int a = 0; a < m; a++) {
      for (int b = 0; b < a; b++) {
        covariance[a][b] = covariance[b][a];
      }
    }
    double[][] basis = components(covariance, k);
    float[][] latents = new float[rows.size()][k];
    for (int i = 0; i < centred.length; i++) {
      for (int c = 0; c < k; c++) {
        double sum = 0;
        for (int j = 0; j < m; j++) {
          sum += centred[i][j] * basis[c][j];
        }
        latents[i][c] = (float) sum;
      }
    }
    return latents;
  }

  private static double[][] centred(List<OutcomeRow> rows, List<String> models) {
    double[][] centred = new double[rows.size()][models.size()];
    for (int j = 0; j < models.size(); j++) {
      double sum = 0;
      int n = 0;
      for (OutcomeRow row : rows) {
        Double score = row.scores().get(models.get(j));
        if (score != null) {
          sum += score;
          n++;
        }
      }
      double mean = n == 0 ? 0 : sum / n;
      for (int i = 0; i < centred.length; i++) {
        Double score = rows.get(i).scores().get(models.get(j));
        centred[i][j] = score == null ? 0 : score - mean;
      }
    }
    return centred;
  }

  private static double[][] components(double[][] covariance, int k) {
    int m = covariance.length;
    double[][] basis = new double[k][m];
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < m; j++) {
        basis[c][j] = Math.cos(1.0 + j * (c + 1.0)) + (j == c ? 1 : 0);
      }
    }
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      for (int c = 0; c < k; c++) {
        double[] next = new double[m];
        for (int a = 0; a < m; a++) {
          for (int b = 0; b < m; b++) {
            next[a] += covariance[a][b] * basis[c][b];
          }
        }
        for (int before = 0; before < c; before++) {
          double dot = dot(next, basis[before]);
          for (int a = 0; a < m; a++) {
            next[a] -= dot * basis[before][a];
          }
        }
        double norm = Math.sqrt(dot(next, next));
        for (int a = 0; a < m; a++) {
          basis[c][a] = norm < 1e-9 ? 0 : next[a] / norm;
        }
      }
    }
    return basis;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
