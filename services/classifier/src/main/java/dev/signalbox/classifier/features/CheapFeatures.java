package dev.signalbox.classifier.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts that a person would look at first: length, digits, signs, options, telling words. Taken
 * from the canonical text.
 */
public final class CheapFeatures {
  private static final String SIGNS = "$\\=^{(?%,\"+*/<[:;_-'|";
  private static final byte[] SIGN_PLACES = new byte[128];

  private static final List<String> TELLING =
      List.of(
          "not except which what how why who whom whose when where calculate find prove following best most all",
          "none both if only approximately statement statements each total per def return for import assert",
          "function according suppose let percent true false passage define described describe equation value",
          "law court patient write python integer integers probability solve refers correct incorrect evaluate",
          "compute determine explain list name sentence words word story poem translate summarize year old many",
          "much more less than times half twice sum number numbers graph angle triangle length area volume",
          "temperature pressure energy mass force velocity current reaction acid solution cost price rate",
          "interest market firm company income tax theory effect cause cell gene disease treatment states",
          "person people house student she he they his her you your is are was does would could should must",
          "can likely because therefore argument moral human world war century government film song player",
          "team city country class string array loop output input code program algorithm set group ring",
          "polynomial matrix real roots minimum maximum expression simplify clue clues houses");

  static final String[] WORDS = String.join(" ", TELLING).split(" ");

  private static final List<String> GENERAL =
      List.of(
          "length",
          "length of the question",
          "words",
          "options",
          "mean option length",
          "spread of option lengths",
          "longest option",
          "numeric options",
          "share of digits",
          "digits",
          "numbers",
          "largest number of digits",
          "mean word length",
          "variety of words",
          "share of long words",
          "share of very long words",
          "share of signs",
          "share of non-ASCII characters",
          "ends as a question",
          "ends with a colon",
          "has a blank",
          "sentences",
          "words in a sentence",
          "decimals",
          "share of common English words");

  /**
   * Ratios over words are drawn to what is usual by as many, so that a slip in a short question
   * moves them little.
   */
  private static final float FEW_WORDS = 10;

  private static final float USUAL_WORD_LENGTH = 4.7f;

  private static final List<String> NAMES = names();
  private static final int TABLE_BITS = 11;
  private static final int[] KEYS = new int[1 << TABLE_BITS];
  private static final int[] SLOTS = new int[1 << TABLE_BITS];

  static {
    Arrays.fill(SIGN_PLACES, (byte) -1);
    for (int i = 0; i < SIGNS.length(); i++) {
      SIGN_PLACES[SIGNS.charAt(i)] = (byte) i;
    }
    Arrays.fill(SLOTS, -1);
    for (int w = 0; w < WORDS.length; w++) {
      int hash = HashedNgrams.hash(WORDS[w], 0, WORDS[w].length());
      int at = slot(hash);
      KEYS[at] = hash;
      SLOTS[at] = w;
    }
  }

  private CheapFeatures() {}

  public static int count() {
    return NAMES.size();
  }

  /**
   * How many of the features, from the first, are about the whole text rather than about one word.
   */
  public static int broadCount() {
    return GENERAL.size() + SIGNS.length();
  }

  /** A short name for each feature, in order, fit to be shown. */
  public static List<String> featureNames() {
    return NAMES;
  }

  static float[] of(String text, Words words, double english) {
    float[] f = new float[NAMES.size()];
    Options options = Options.of(text);
    general(f, text, words, options, english);
    int base = GENERAL.size();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int sign = c < SIGN_PLACES.length ? SIGN_PLACES[c] : -1;
      if (sign >= 0) {
        f[base + sign]++;
      }
    }
    for (int i = base; i < base + SIGNS.length(); i++) {
      f[i] = (float) Math.log1p(f[i]);
    }
    base += SIGNS.length();
    for (int i = 0; i < words.count(); i++) {
      int at = slot(words.hash(i));
      if (SLOTS[at] >= 0 && words.start(i) < options.stemEnd()) {
        f[base + SLOTS[at]]++;
      }
    }
    for (int i = base; i < f.length; i++) {
      f[i] = Math.min(f[i], 6f);
    }
    return f;
  }

  private static void general(
      float[] f, String text, Words words, Options options, double english) {
    int n = Math.max(1, text.length());
    int digits = 0;
    int signs = 0;
    int foreign = 0;
    int sentences = 0;
    int decimals = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Words.isDigit(c)) {
        digits++;
      } else if (c > 127) {
        foreign++;
      } else if (c != ' ' && !Character.isLetter(c)) {
        signs++;
      }
      boolean stop = c == '.' || c == '?' || c == '!';
      if (stop && (i + 1 == text.length() || text.charAt(i + 1) == ' ')) {
        sentences++;
      } else if (c == '.' && i + 1 < text.length() && Words.isDigit(text.charAt(i + 1))) {
        decimals++;
      }
    }
    int count = Math.max(1, words.count());
    int letters = 0;
    double longWords = 0;
    double veryLong = 0;
    int numbers = 0;
    int largest = 0;
    int[] hashes = new int[words.count()];
    for (int i = 0; i < words.count(); i++) {
      int length = words.length(i);
      hashes[i] = words.hash(i);
      letters += length;
      if (words.number(i)) {
        numbers += words.start(i) < options.stemEnd() ? 1 : 0;
        largest = Math.max(largest, length);
      } else {
        longWords += above(length, 8);
        veryLong += above(length, 11);
      }
    }
    Arrays.sort(hashes);
    int distinct = 0;
    for (int i = 0; i < hashes.length; i++) {
      distinct += i == 0 || hashes[i] != hashes[i - 1] ? 1 : 0;
    }
    int stemEnd = Math.max(1, Math.min(options.stemEnd(), text.length()));
    String stem = text.substring(0, Math.min(stemEnd, text.length())).strip();
    int k = 0;
    f[k++] = (float) Math.log1p(text.length());
    f[k++] = (float) Math.log1p(stem.length());
    f[k++] = (float) Math.log1p(words.count());
    f[k++] = options.count();
    f[k++] = (float) Math.log1p(options.meanLength());
    f[k++] = (float) Math.log1p(options.spread());
    f[k++] = (float) Math.log1p(options.longest());
    f[k++] = (float) options.numeric();
    f[k++] = (float) digits / n;
    f[k++] = (float) Math.log1p(digits);
    f[k++] = (float) Math.log1p(numbers);
    f[k++] = Math.min(largest, 12);
    f[k++] = (letters + USUAL_WORD_LENGTH * FEW_WORDS) / (count + FEW_WORDS);
    f[k++] = (distinct + FEW_WORDS) / (count + FEW_WORDS);
    f[k++] = (float) longWords / (count + FEW_WORDS);
    f[k++] = (float) veryLong / (count + FEW_WORDS);
    f[k++] = (float) signs / n;
    f[k++] = (float) foreign / n;
    f[k++] = stem.endsWith("?") ? 1 : 0;
    f[k++] = stem.endsWith(":") ? 1 : 0;
    f[k++] = stem.contains("__") ? 1 : 0;
    f[k++] = Math.min(sentences, 40);
    f[k++] = (float) count / Math.max(1, sentences);
    f[k++] = (float) Math.log1p(decimals);
    f[k] = (float) english;
  }

  /** 0 for a word well below a length, 1 for one well above: a letter more moves it but a third. */
  private static double above(int length, int bound) {
    return Math.max(0, Math.min(1, (length - bound + 1) / 3.0));
  }

  private static int slot(int hash) {
    int at = (hash * 0x9E3779B9) >>> (32 - TABLE_BITS);
    while (SLOTS[at] >= 0 && KEYS[at] != hash) {
      at = (at + 1) & (KEYS.length - 1);
    }
    return at;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(GENERAL);
    for (int i = 0; i < SIGNS.length(); i++) {
      names.add("sign " + SIGNS.charAt(i));
    }
    for (String word : WORDS) {
      names.add("word \"" + word + '"');
    }
    return List.copyOf(names);
  }
}
