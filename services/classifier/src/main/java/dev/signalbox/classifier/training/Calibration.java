package dev.signalbox.classifier.training;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Predicted against observed. */
final class Calibration {
  private Calibration() {}

  /** Equally filled bins by rising prediction: mean prediction, mean score, rows. */
  static double[][] bins(double[] predicted, double[] score, int count) {
    int[] order =
        IntStream.range(0, predicted.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> predicted[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int bins = Math.max(1, Math.min(count, predicted.length));
    double[][] result = new double[bins][3];
    for (int b = 0; b < bins; b++) {
      int from = (int) ((long) b * order.length / bins);
      int to = (int) ((long) (b + 1) * order.length / bins);
      for (int i = from; i < to; i++) {
        result[b][0] += predicted[order[i]];
        result[b][1] += score[order[i]];
      }
      int n = Math.max(1, to - from);
      result[b][0] /= n;
      result[b][1] /= n;
      result[b][2] = n;
    }
    return result;
  }

  /** Mean distance of prediction and outcome over equally filled bins. */
  static double error(double[] predicted, double[] score) {
    double sum = 0;
    double rows = 0;
    for (double[] bin : bins(predicted, score, 10)) {
      sum += bin[2] * Math.abs(bin[0] - bin[1]);
      rows += bin[2];
    }
    return sum / Math.max(1, rows);
  }
}
