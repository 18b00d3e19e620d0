package dev.signalbox.classifier.training;

import java.util.SplittableRandom;

/** A random fold for each row, the same for the same seed. */
final class Folds {
  static final int COUNT = 5;

  private Folds() {}

  static int[] of(int rows, long seed) {
    int[] fold = new int[rows];
    for (int i = 0; i < rows; i++) {
      fold[i] = i % COUNT;
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = rows - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = fold[i];
      fold[i] = fold[j];
      fold[j] = swap;
    }
    return fold;
  }

  static boolean[] without(int[] fold, int left) {
    boolean[] used = new boolean[fold.length];
    for (int i = 0; i < fold.length; i++) {
      used[i] = fold[i] != left;
    }
    return used;
  }

  static boolean[] all(int rows) {
    boolean[] used = new boolean[rows];
    java.util.Arrays.fill(used, true);
    return used;
  }
}
