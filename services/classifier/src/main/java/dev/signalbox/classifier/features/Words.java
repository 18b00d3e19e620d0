package dev.signalbox.classifier.features;

import java.util.Arrays;

/** The words of a canonical text: runs of letters and digits, each with its hash and its place. */
public final class Words {
  /** Digits of a number beyond which only the count of digits matters. */
  private static final int EXACT_DIGITS = 2;

  private static final int NUMBER_SEED = 0x51ed270b;

  private int[] hashes = new int[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private boolean[] numbers = new boolean[64];
  private int count;

  private Words() {}

  public static Words of(String text) {
    Words words = new Words();
    int i = 0;
    int n = text.length();
    while (i < n) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        i++;
        continue;
      }
      int start = i;
      boolean digits = true;
      while (i < n && Character.isLetterOrDigit(text.charAt(i))) {
        digits &= isDigit(text.charAt(i));
        i++;
      }
      words.add(text, start, i, digits);
    }
    return words;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void add(String text, int start, int end, boolean digits) {
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    boolean byLength = digits && end - start > EXACT_DIGITS;
    hashes[count] =
        byLength ? NUMBER_SEED + Math.min(end - start, 8) : HashedNgrams.hash(text, start, end);
    starts[count] = start;
    ends[count] = end;
    numbers[count] = digits;
    count++;
  }

  public int count() {
    return count;
  }

  int hash(int i) {
    return hashes[i];
  }

  int start(int i) {
    return starts[i];
  }

  int end(int i) {
    return ends[i];
  }

  int length(int i) {
    return ends[i] - starts[i];
  }

  boolean number(int i) {
    return numbers[i];
  }
}
