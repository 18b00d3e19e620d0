package dev.signalbox.classifier.features;

/**
 * Distinct buckets in ascending order with their values. Both arrays have one length and are not to
 * be changed.
 */
public record SparseVector(int[] index, float[] value) {
  public int size() {
    return index.length;
  }
}
