package dev.signalbox.classifier.features;

import java.util.Arrays;

/**
 * A sketch of a text by which near copies are found: the hashes of its runs of four words, of a
 * long text the smallest ones (Broder, 1997). Numbers of three and more digits count by their
 * length, as everywhere.
 */
public final class Shingles {
  /** Words in a run. */
  private static final int LENGTH = 4;

  /** Hashes in a sketch. */
  public static final int MOST = 32;

  private static final int[] NONE = {};

  private Shingles() {}

  /** Distinct hashes, ascending, at most {@link #MOST}; none where the text has too few words. */
  static int[] of(Words words) {
    int n = words.count() - LENGTH + 1;
    if (n <= 0) {
      return NONE;
    }
    int[] hashes = new int[n];
    for (int i = 0; i < n; i++) {
      int hash = 0;
      for (int k = 0; k < LENGTH; k++) {
        hash = HashedNgrams.mix(hash * 31 + words.hash(i + k));
      }
      hashes[i] = hash;
    }
    Arrays.sort(hashes);
    int distinct = 0;
    for (int i = 0; i < n && distinct < MOST; i++) {
      if (i == 0 || hashes[i] != hashes[i - 1]) {
        hashes[distinct++] = hashes[i];
      }
    }
    return Arrays.copyOf(hashes, distinct);
  }
}
