package dev.signalbox.classifier.model;

import dev.signalbox.classifier.features.HashedNgrams;
import dev.signalbox.classifier.features.PromptFeatures;
import dev.signalbox.classifier.features.SparseVector;

/**
 * First stage: a linear map from TF-IDF of hashed n-grams and standardised cheap features to a few
 * readings (what the prompt looks like, how hard it seems, where it lies in the latent space of
 * outcomes). Weights are int8 with a scale for each output.
 *
 * @param bits log2 of the number of buckets
 * @param idf weight of each bucket; 0 for one that training did not see often enough
 * @param marks the n-gram that owns each bucket; others that fall into it count for nothing
 * @param mean of each broad cheap feature
 * @param scale one over the standard deviation of each cheap feature, times {@link #DENSE_WEIGHT}
 * @param outputs number of readings
 * @param weights buckets x outputs, quantised
 * @param step value of one quantum for each output
 * @param denseWeights cheap features x outputs
 * @param bias of each output
 */
public record TextReader(
    int bits,
    float[] idf,
    byte[] marks,
    float[] mean,
    float[] scale,
    int outputs,
    byte[] weights,
    float[] step,
    float[] denseWeights,
    float[] bias) {

  /**
   * Weight of a cheap feature of one standard deviation, next to an n-gram vector of length one.
   */
  public static final float DENSE_WEIGHT = 0.05f;

  /** Cheap features are clipped at this many standard deviations. */
  public static final float CLIP = 4f;

  public TextReader {
    int buckets = 1 << bits;
    if (idf.length != buckets
        || marks.length != buckets
        || weights.length != buckets * outputs
        || step.length != outputs
        || bias.length != outputs
        || scale.length != mean.length
        || denseWeights.length != mean.length * outputs) {
      throw new IllegalArgumentException("the parts of the text reader do not fit together");
    }
  }

  /** The TF-IDF values of a prompt's n-grams, scaled to length one; 0 for unknown ones. */
  public static float[] weigh(SparseVector ngrams, float[] idf, byte[] marks) {
    float[] value = new float[ngrams.size()];
    double squares = 0;
    for (int i = 0; i < value.length; i++) {
      int code = ngrams.index()[i];
      int bucket = HashedNgrams.bucket(code);
      value[i] = marks[bucket] == HashedNgrams.mark(code) ? ngrams.value()[i] * idf[bucket] : 0;
      squares += (double) value[i] * value[i];
    }
    float norm = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < value.length; i++) {
      value[i] *= norm;
    }
    return value;
  }

  public static float standardise(float value, float mean, float scale) {
    float bound = CLIP * DENSE_WEIGHT;
    return Math.max(-bound, Math.min(bound, (value - mean) * scale));
  }

  public float[] read(PromptFeatures features) {
    float[] sum = new float[outputs];
    int[] index = features.ngrams().index();
    float[] value = weigh(features.ngrams(), idf, marks);
    for (int i = 0; i < index.length; i++) {
      float x = value[i];
      if (x == 0) {
        continue;
      }
      int row = HashedNgrams.bucket(index[i]) * outputs;
      for (int k = 0; k < outputs; k++) {
        sum[k] += x * weights[row + k];
      }
    }
    for (int k = 0; k < outputs; k++) {
      sum[k] = sum[k] * step[k] + bias[k];
    }
    float[] dense = features.dense();
    for (int d = 0; d < mean.length; d++) {
      float x = standardise(dense[d], mean[d], scale[d]);
      int row = d * outputs;
      for (int k = 0; k < outputs; k++) {
        sum[k] += x * denseWeights[row + k];
      }
    }
    return sum;
  }
}
