package dev.signalbox.classifier.training;

import dev.signalbox.classifier.features.CheapFeatures;
import dev.signalbox.classifier.features.HashedNgrams;
import dev.signalbox.classifier.features.PromptFeatures;
import dev.signalbox.classifier.features.SparseVector;
import dev.signalbox.classifier.model.TextReader;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a {@link TextReader}: ridge regression of all outputs at once by conjugate gradients on the
 * normal equations. A NaN target is missing and counts for nothing.
 */
final class RidgeTrainer {
  private static final int ITERATIONS = 20;
  private static final int LEAST_ROWS_OF_BUCKET = 3;

  private final int bits;
  private final byte[] marks;
  private final float penalty;

  /** {@code marks} are {@link #marks} of all prompts. */
  RidgeTrainer(int bits, byte[] marks, float penalty) {
    this.bits = bits;
    this.marks = marks;
    this.penalty = penalty;
  }

  /** For each bucket the n-gram that stands in most prompts. */
  static byte[] marks(int bits, List<PromptFeatures> prompts) {
    int n = prompts.stream().mapToInt(prompt -> prompt.ngrams().size()).sum();
    int[] codes = new int[n];
    int at = 0;
    for (PromptFeatures prompt : prompts) {
      System.arraycopy(prompt.ngrams().index(), 0, codes, at, prompt.ngrams().size());
      at += prompt.ngrams().size();
    }
    Arrays.sort(codes);
    byte[] marks = new byte[1 << bits];
    int[] most = new int[marks.length];
    int run = 0;
    for (int i = 0; i < n; i++) {
      run = i > 0 && codes[i] == codes[i - 1] ? run + 1 : 1;
      int bucket = HashedNgrams.bucket(codes[i]);
      if (run > most[bucket]) {
        most[bucket] = run;
        marks[bucket] = HashedNgrams.mark(codes[i]);
      }
    }
    return marks;
  }

  /** Fits on the rows for which {@code used} holds; targets are rows x outputs. */
  TextReader fit(List<PromptFeatures> prompts, float[][] targets, boolean[] used) {
    int outputs = targets[0].length;
    float[] idf = idf(prompts, used);
    float[] mean = new float[CheapFeatures.broadCount()];
    float[] scale = new float[mean.length];
    standardise(prompts, used, mean, scale);
    int[] column = new int[idf.length];
    int columns = 0;
    for (int b = 0; b < idf.length; b++) {
      column[b] = idf[b] != 0 ? columns++ : -1;
    }
    Design design = new Design(prompts, used, idf, marks, mean, scale, column, columns);
    float[] bias = bias(targets, used, outputs);
    float[] weights = solve(design, targets, bias, columns + mean.length, outputs);
    return quantise(weights, column, columns, idf, mean, scale, bias, outputs);
  }

  /** The rows as sparse vectors: the buckets in use first, then the cheap features. */
  private static final class Design {
    final int[] row;
    final int[][] index;
    final float[][] value;

    Design(
        List<PromptFeatures> prompts,
        boolean[] used,
        float[] idf,
        byte[] marks,
        float[] mean,
        float[] scale,
        int[] column,
        int columns) {
      int n = 0;
      for (boolean one : used) {
        n += one ? 1 : 0;
      }
      row = new int[n];
      index = new int[n][];
      value = new float[n][];
      int at = 0;
      for (int i = 0; i < used.length; i++) {
        if (used[i]) {
          row[at] = i;
          fill(at, prompts.get(i), idf, marks, mean, scale, column, columns);
          at++;
        }
      }
    }

    private void fill(
        int at,
        PromptFeatures features,
        float[] idf,
        byte[] marks,
        float[] mean,
        float[] scale,
        int[] column,
        int columns) {
      SparseVector ngrams = features.ngrams();
      float[] tfidf = TextReader.weigh(ngrams, idf, marks);
      int[] places = new int[tfidf.length + mean.length];
      float[] values = new float[places.length];
      int n = 0;
      for (int i = 0; i < tfidf.length; i++) {
        if (tfidf[i] != 0) {
          places[n] = column[HashedNgrams.bucket(ngrams.index()[i])];
          values[n++] = tfidf[i];
        }
      }
      for (int d = 0; d < mean.length; d++) {
        float x = TextReader.standardise(features.dense()[d], mean[d], scale[d]);
        if (x != 0) {
          places[n] = columns + d;
          values[n++] = x;
        }
      }
      index[at] = Arrays.copyOf(places, n);
      value[at] = Arrays.copyOf(values, n);
    }
  }

  private float[] idf(List<PromptFeatures> prompts, boolean[] used) {
    int[] seen = new int[1 << bits];
    int n = 0;
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        n++;
        for (int code : prompts.get(i).ngrams().index()) {
          int bucket = HashedNgrams.bucket(code);
          seen[bucket] += marks[bucket] == HashedNgrams.mark(code) ? 1 : 0;
        }
      }
    }
    float[] idf = new float[seen.length];
    for (int b = 0; b < seen.length; b++) {
      if (seen[b] >= LEAST_ROWS_OF_BUCKET) {
        idf[b] = (float) (Math.log((1.0 + n) / (1.0 + seen[b])) + 1);
      }
    }
    return idf;
  }

  private static void standardise(
      List<PromptFeatures> prompts, boolean[] used, float[] mean, float[] scale) {
    double[] sum = new double[mean.length];
    double[] squares = new double[mean.length];
    int n = 0;
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        n++;
        float[] dense = prompts.get(i).dense();
        for (int d = 0; d < mean.length; d++) {
          sum[d] += dense[d];
          squares[d] += (double) dense[d] * dense[d];
        }
      }
    }
    for (int d = 0; d < mean.length; d++) {
      mean[d] = (float) (sum[d] / n);
      double variance = squares[d] / n - (double) mean[d] * mean[d];
      scale[d] = variance < 1e-9 ? 0 : (float) (TextReader.DENSE_WEIGHT / Math.sqrt(variance));
    }
  }

  private static float[] bias(float[][] targets, boolean[] used, int outputs) {
    float[] bias = new float[outputs];
    for (int k = 0; k < outputs; k++) {
      double sum = 0;
      int n = 0;
      for (int i = 0; i < used.length; i++) {
        if (used[i] && !Float.isNaN(targets[i][k])) {
          sum += targets[i][k];
          n++;
        }
      }
      bias[k] = n == 0 ? 0 : (float) (sum / n);
    }
    return bias;
  }

  private float[] solve(Design design, float[][] targets, float[] bias, int width, int outputs) {
    float[] weights = new float[width * outputs];
    float[] residual = new float[width * outputs];
    for (int r = 0; r < design.row.length; r++) {
      float[] left = targets[design.row[r]].clone();
      for (int k = 0; k < outputs; k++) {
        left[k] = Float.isNaN(left[k]) ? 0 : left[k] - bias[k];
      }
      scatter(design, r, left, residual, outputs);
    }
    float[] direction = residual.clone();
    float[] image = new float[residual.length];
    double[] squares = dots(residual, residual, outputs);
    double[] first = squares.clone();
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      apply(design, targets, direction, image, outputs);
      double[] curvature = dots(direction, image, outputs);
      float[] step = new float[outputs];
      for (int k = 0; k < outputs; k++) {
        boolean done = squares[k] <= 1e-9 * first[k] || curvature[k] <= 0;
        step[k] = done ? 0 : (float) (squares[k] / curvature[k]);
      }
      for (int i = 0; i < weights.length; i += outputs) {
        for (int k = 0; k < outputs; k++) {
          weights[i + k] += step[k] * direction[i + k];
          residual[i + k] -= step[k] * image[i + k];
        }
      }
      double[] next = dots(residual, residual, outputs);
      for (int i = 0; i < weights.length; i += outputs) {
        for (int k = 0; k < outputs; k++) {
          float turn = squares[k] == 0 ? 0 : (float) (next[k] / squares[k]);
          direction[i + k] = residual[i + k] + turn * direction[i + k];
        }
      }
      squares = next;
    }
    return weights;
  }

  /** image = (X'MX + penalty) direction, where M leaves out missing targets. */
  private void apply(
      Design design, float[][] targets, float[] direction, float[] image, int outputs) {
    for (int i = 0; i < image.length; i++) {
      image[i] = penalty * direction[i];
    }
    float[] sum = new float[outputs];
    for (int r = 0; r < design.row.length; r++) {
      Arrays.fill(sum, 0);
      int[] index = design.index[r];
      float[] value = design.value[r];
      for (int i = 0; i < index.length; i++) {
        int at = index[i] * outputs;
        float x = value[i];
        for (int k = 0; k < outputs; k++) {
          sum[k] += x * direction[at + k];
        }
      }
      float[] target = targets[design.row[r]];
      for (int k = 0; k < outputs; k++) {
        if (Float.isNaN(target[k])) {
          sum[k] = 0;
        }
      }
      scatter(design, r, sum, image, outputs);
    }
  }

  private static void scatter(Design design, int r, float[] left, float[] into, int outputs) {
    int[] index = design.index[r];
    float[] value = design.value[r];
    for (int i = 0; i < index.length; i++) {
      int at = index[i] * outputs;
      float x = value[i];
      for (int k = 0; k < outputs; k++) {
        into[at + k] += x * left[k];
      }
    }
  }

  private static double[] dots(float[] a, float[] b, int outputs) {
    double[] sum = new double[outputs];
    for (int i = 0; i < a.length; i += outputs) {
      for (int k = 0; k < outputs; k++) {
        sum[k] += (double) a[i + k] * b[i + k];
      }
    }
    return sum;
  }

  private TextReader quantise(
      float[] weights,
      int[] column,
      int columns,
      float[] idf,
      float[] mean,
      float[] scale,
      float[] bias,
      int outputs) {
    float[] step = new float[outputs];
    for (int b = 0; b < columns; b++) {
      for (int k = 0; k < outputs; k++) {
        step[k] = Math.max(step[k], Math.abs(weights[b * outputs + k]) / 127);
      }
    }
    byte[] quantised = new byte[column.length * outputs];
    for (int b = 0; b < column.length; b++) {
      for (int k = 0; k < outputs && column[b] >= 0; k++) {
        float weight = weights[column[b] * outputs + k];
        quantised[b * outputs + k] = step[k] == 0 ? 0 : (byte) Math.round(weight / step[k]);
      }
    }
    float[] dense = Arrays.copyOfRange(weights, columns * outputs, weights.length);
    return new TextReader(bits, idf, marks, mean, scale, outputs, quantised, step, dense, bias);
  }
}
