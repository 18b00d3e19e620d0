package dev.signalbox.classifier.features;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Mends single slips of the pen in unknown words: a letter left out, doubled, changed or swapped
 * with its neighbour gives the known word, so that a mistyped prompt has the features of the one
 * that was meant. Known words are indexed by themselves and by themselves without each letter in
 * turn (the symmetric deletion of Garbe, 2012), so that an unknown word costs as many look-ups as
 * it has letters. Immutable, safe for any number of threads.
 */
public final class Spelling {
  /** Mends nothing. */
  public static final Spelling NONE = new Spelling(List.of());

  private static final int SHORTEST = 3;
  private static final int LONGEST = 24;

  private final List<String> words;
  private final Map<String, Integer> ranks = new HashMap<>();

  /** Hash of a word without a letter, and the best rank of the words that it comes from. */
  private final int[] keys;

  private final int[] best;
  private final int mask;

  /** {@code words} are lower case, the most frequent first. */
  public Spelling(List<String> words) {
    this.words = List.copyOf(words);
    int letters = 0;
    for (int rank = 0; rank < words.size(); rank++) {
      ranks.putIfAbsent(words.get(rank), rank);
      letters += words.get(rank).length();
    }
    int size = Integer.highestOneBit(Math.max(8, letters * 2)) << 1;
    keys = new int[size];
    best = new int[size];
    mask = size - 1;
    Arrays.fill(best, -1);
    for (int rank = 0; rank < words.size(); rank++) {
      String word = words.get(rank);
      for (int i = 0; i < word.length() && mendable(word); i++) {
        remember(without(word, i), rank);
      }
    }
  }

  public List<String> words() {
    return words;
  }

  /** The text with its mendable words mended; {@code text} is canonical. */
  public String mend(String text) {
    if (words.isEmpty()) {
      return text;
    }
    StringBuilder out = null;
    int copied = 0;
    int i = 0;
    int n = text.length();
    while (i < n) {
      if (!Character.isLetterOrDigit(text.charAt(i))) {
        i++;
        continue;
      }
      int start = i;
      boolean plain = true;
      while (i < n && Character.isLetterOrDigit(text.charAt(i))) {
        plain &= text.charAt(i) >= 'a' && text.charAt(i) <= 'z';
        i++;
      }
      if (!plain || i - start < SHORTEST || i - start > LONGEST) {
        continue;
      }
      String word = text.substring(start, i);
      String mended = mendWord(word);
      if (!mended.equals(word)) {
        out = out == null ? new StringBuilder(n + 8) : out;
        out.append(text, copied, start).append(mended);
        copied = i;
      }
    }
    return out == null ? text : out.append(text, copied, n).toString();
  }

  /** The known word one slip away, the most frequent of several; the word itself when none is. */
  private String mendWord(String word) {
    if (ranks.containsKey(word)) {
      return word;
    }
    int found = better(-1, lookUp(hash(word, -1)), word);
    for (int i = 0; i < word.length(); i++) {
      if (i > 0 && word.charAt(i) == word.charAt(i - 1)) {
        continue;
      }
      Integer shorter = ranks.get(word.substring(0, i) + word.substring(i + 1));
      if (shorter != null && words.get(shorter).length() >= SHORTEST) {
        found = found < 0 ? shorter : Math.min(found, shorter);
      }
      found = better(found, lookUp(without(word, i)), word);
    }
    return found < 0 ? word : words.get(found);
  }

  private int better(int found, int rank, String word) {
    boolean wins = rank >= 0 && (found < 0 || rank < found);
    return wins && oneSlip(word, words.get(rank)) ? rank : found;
  }

  /** Whether a letter left out, added, changed or swapped with its neighbour takes a to b. */
  static boolean oneSlip(String a, String b) {
    int from = 0;
    int shorter = Math.min(a.length(), b.length());
    while (from < shorter && a.charAt(from) == b.charAt(from)) {
      from++;
    }
    int endA = a.length();
    int endB = b.length();
    while (endA > from && endB > from && a.charAt(endA - 1) == b.charAt(endB - 1)) {
      endA--;
      endB--;
    }
    int left = endA - from;
    int right = endB - from;
    boolean swapped =
        left == 2
            && right == 2
            && a.charAt(from) == b.charAt(from + 1)
            && a.charAt(from + 1) == b.charAt(from);
    return swapped || (left <= 1 && right <= 1);
  }

  private static boolean mendable(String word) {
    return word.length() >= SHORTEST && word.length() <= LONGEST;
  }

  private static int without(String word, int skipped) {
    return hash(word, skipped);
  }

  private static int hash(String word, int skipped) {
    int h = 0x811c9dc5;
    for (int i = 0; i < word.length(); i++) {
      if (i != skipped) {
        h = (h ^ word.charAt(i)) * 0x01000193;
      }
    }
    return h * 0x9E3779B9;
  }

  private void remember(int hash, int rank) {
    int at = (hash >>> 7) & mask;
    while (best[at] >= 0 && keys[at] != hash) {
      at = (at + 1) & mask;
    }
    if (best[at] < 0) {
      keys[at] = hash;
      best[at] = rank;
    }
  }

  private int lookUp(int hash) {
    int at = (hash >>> 7) & mask;
    while (best[at] >= 0) {
      if (keys[at] == hash) {
        return best[at];
      }
      at = (at + 1) & mask;
    }
    return -1;
  }
}
