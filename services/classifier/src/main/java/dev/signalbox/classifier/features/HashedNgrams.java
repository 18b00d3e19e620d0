package dev.signalbox.classifier.features;

import java.util.Arrays;

/**
 * Words and pairs of words, hashed into {@code 2^bits} buckets, with {@code 1 + ln(count)} as the
 * value. Each comes with {@value #MARK_BITS} more bits of its hash, so that an n-gram that nobody
 * has seen is told from the one that owns its bucket. Long numbers count by their number of digits
 * only, so that a changed figure changes little.
 */
public final class HashedNgrams {
  /** Bits of a code below the bucket. */
  private static final int MARK_BITS = 8;

  private static final int SEED = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  private final int bits;

  public HashedNgrams(int bits) {
    if (bits < 8 || bits > 20) {
      throw new IllegalArgumentException("bits must be 8 to 20: " + bits);
    }
    this.bits = bits;
  }

  /** The bucket of a code. */
  public static int bucket(int code) {
    return code >>> MARK_BITS;
  }

  /** What tells the n-grams of one bucket apart. */
  public static byte mark(int code) {
    return (byte) code;
  }

  public SparseVector of(Words words) {
    int n = words.count();
    int[] slots = new int[Math.max(0, 2 * n - 1)];
    int k = 0;
    for (int i = 0; i < n; i++) {
      int hash = words.hash(i);
      slots[k++] = code(hash);
      if (i > 0) {
        slots[k++] = code(words.hash(i - 1) * 31 + hash * 17 + 7);
      }
    }
    Arrays.sort(slots);
    int distinct = 0;
    for (int i = 0; i < k; i++) {
      if (i == 0 || slots[i] != slots[i - 1]) {
        distinct++;
      }
    }
    int[] index = new int[distinct];
    float[] value = new float[distinct];
    int at = -1;
    int run = 0;
    for (int i = 0; i < k; i++) {
      if (i == 0 || slots[i] != slots[i - 1]) {
        at++;
        index[at] = slots[i];
        run = 0;
      }
      run++;
      value[at] = run == 1 ? 1f : (float) (1 + Math.log(run));
    }
    return new SparseVector(index, value);
  }

  private int code(int hash) {
    return mix(hash) >>> (Integer.SIZE - MARK_BITS - bits);
  }

  /** FNV-1a over the characters of a word. */
  static int hash(String text, int from, int to) {
    int h = SEED;
    for (int i = from; i < to; i++) {
      h = (h ^ text.charAt(i)) * PRIME;
    }
    return h;
  }

  /** MurmurHash3's finaliser. */
  static int mix(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    h ^= h >>> 16;
    return h;
  }
}
