package dev.signalbox.classifier.features;

/**
 * Distinct n-grams by ascending code, {@link HashedNgrams#bucket} and {@link HashedNgrams#mark} of
 * which say where each belongs, with their values. Both arrays have one length and are not to be
 * changed.
 */
public record SparseVector(int[] index, float[] value) {
  public int size() {
    return index.length;
  }
}
