package dev.signalbox.classifier.model;

import dev.signalbox.classifier.features.Shingles;
import java.util.Arrays;
import java.util.List;

/**
 * The questions that training saw graded, whoever answered them: a near copy of one tells how hard
 * the question was and how the models of the pool did on it. Runs of words that many questions
 * share say nothing and are passed over. Immutable; safe for any number of threads.
 */
public final class QuestionMemory {
  /** Nothing is remembered, and nothing is added to a row. */
  public static final QuestionMemory EMPTY =
      new QuestionMemory(List.of(), new int[0][], new float[0], new byte[0]);

  /** What a model's score is kept as where nobody graded it. */
  public static final byte UNKNOWN = -1;

  /** What a perfect score is kept as. */
  public static final int GOOD = 100;

  /** A run of words in more questions than this is a form of words. */
  private static final int COMMON = 8;

  /** Two questions that share less (Jaccard) are not kin. */
  private static final double KIN = 0.25;

  /** Questions that are looked at, of those that share the rarest runs. */
  private static final int MOST_KIN = 64;

  /** Similarity, then difficulty. */
  private static final int BESIDE_MODELS = 2;

  private static final double HALF = 0.5;

  /** In the index, the place that a common run points to. */
  private static final long NOWHERE = Integer.MAX_VALUE;

  private final List<String> models;
  private final int[][] sketches;
  private final float[] difficulty;
  private final byte[] scores;

  /** Hash in the upper half, place of the question in the lower; ascending. */
  private final long[] index;

  /** Of each question, the runs that are not common. */
  private final int[] rare;

  /**
   * @param models of the pool, whose scores are remembered
   * @param sketches {@link Shingles} of each question
   * @param difficulty of each on the common scale
   * @param scores questions x models, in [0, {@value #GOOD}], or {@link #UNKNOWN}
   */
  public QuestionMemory(List<String> models, int[][] sketches, float[] difficulty, byte[] scores) {
    if (difficulty.length != sketches.length || scores.length != sketches.length * models.size()) {
      throw new IllegalArgumentException("the parts of a memory do not fit together");
    }
    this.models = List.copyOf(models);
    this.sketches = sketches;
    this.difficulty = difficulty;
    this.scores = scores;
    this.index = index(sketches);
    this.rare = Arrays.stream(sketches).mapToInt(this::rareOf).toArray();
  }

  private static long[] index(int[][] sketches) {
    int n = 0;
    for (int[] sketch : sketches) {
      if (sketch.length > Shingles.MOST) {
        throw new IllegalArgumentException("a sketch is too long");
      }
      n += sketch.length;
    }
    long[] all = new long[n];
    int at = 0;
    for (int q = 0; q < sketches.length; q++) {
      for (int hash : sketches[q]) {
        all[at++] = key(hash) | q;
      }
    }
    Arrays.sort(all);
    int kept = 0;
    for (int from = 0, to; from < n; from = to) {
      to = from + 1;
      while (to < n && all[to] >> Integer.SIZE == all[from] >> Integer.SIZE) {
        to++;
      }
      // A common run keeps one entry that points nowhere, so that it is known to be common.
      if (to - from > COMMON) {
        all[kept++] = all[from] | NOWHERE;
      } else {
        System.arraycopy(all, from, all, kept, to - from);
        kept += to - from;
      }
    }
    return Arrays.copyOf(all, kept);
  }

  private static long key(int hash) {
    return (long) hash << Integer.SIZE;
  }

  public List<String> models() {
    return models;
  }

  public int questions() {
    return sketches.length;
  }

  int[] sketch(int question) {
    return sketches[question];
  }

  float difficulty(int question) {
    return difficulty[question];
  }

  byte score(int question, int model) {
    return scores[question * models.size() + model];
  }

  /** How many numbers it adds to a row. */
  public int width() {
    return sketches.length == 0 ? 0 : BESIDE_MODELS + models.size();
  }

  /** A name for each of them, fit to be shown. */
  String nameOf(int place) {
    return switch (place) {
      case 0 -> "was asked before";
      case 1 -> "difficulty when it was asked before";
      default -> "how " + models.get(place - BESIDE_MODELS) + " answered it before";
    };
  }

  /** What is remembered of a text. */
  public float[] recall(int[] sketch) {
    return recall(sketch, -1);
  }

  /** As above, as if one question had not been seen: its own row in training. */
  public float[] recall(int[] sketch, int without) {
    float[] recalled = new float[width()];
    if (recalled.length == 0) {
      return recalled;
    }
    int[] places = new int[MOST_KIN];
    int[] shared = new int[MOST_KIN];
    int found = 0;
    int own = 0;
    for (int hash : sketch) {
      int at = Arrays.binarySearch(index, key(hash));
      at = at < 0 ? -at - 1 : at;
      boolean common = at < index.length && index[at] == (key(hash) | NOWHERE);
      own += common ? 0 : 1;
      for (; !common && at < index.length && index[at] >> Integer.SIZE == hash; at++) {
        int question = (int) index[at];
        int k = 0;
        while (k < found && places[k] != question) {
          k++;
        }
        if (k == found && found < MOST_KIN && question != without) {
          places[found] = question;
          shared[found++] = 0;
        }
        if (k < found) {
          shared[k]++;
        }
      }
    }
    double weights = 0;
    double hard = 0;
    double[] good = new double[models.size()];
    double[] graded = new double[models.size()];
    for (int k = 0; k < found; k++) {
      double alike = (double) shared[k] / (own + rare[places[k]] - shared[k]);
      if (alike < KIN) {
        continue;
      }
      recalled[0] = Math.max(recalled[0], (float) alike);
      weights += alike;
      hard += alike * difficulty[places[k]];
      for (int m = 0; m < good.length; m++) {
        byte score = score(places[k], m);
        if (score != UNKNOWN) {
          good[m] += alike * ((double) score / GOOD - HALF);
          graded[m] += alike;
        }
      }
    }
    if (weights > 0) {
      recalled[1] = (float) (hard / weights);
      for (int m = 0; m < good.length; m++) {
        recalled[BESIDE_MODELS + m] = graded[m] == 0 ? 0 : (float) (good[m] / graded[m]);
      }
    }
    return recalled;
  }

  private int rareOf(int[] sketch) {
    int n = 0;
    for (int hash : sketch) {
      int at = Arrays.binarySearch(index, key(hash) | NOWHERE);
      n += at < 0 ? 1 : 0;
    }
    return n;
  }
}
