package dev.signalbox.classifier.features;

import java.util.Arrays;
import java.util.List;

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

  /** Ranks of words by the hash of the word; -1 where empty. */
  private final int[] known;

  /** Hash of a word without a letter, and the best rank of the words that it comes from. */
  private final int[] keys;

  private final int[] best;
  private final int mask;

  /** {@code words} are lower case, the most frequent first. */
  public Spelling(List<String> words) {
    this.words = List.copyOf(words);
    known = new int[Integer.highestOneBit(Math.max(8, words.size() * 2)) << 1];
    Arrays.fill(known, -1);
    int letters = 0;
    for (int rank = 0; rank < words.size(); rank++) {
      String word = words.get(rank);
      letters += word.length();
      if (rank(word, 0, word.length(), -1) < 0) {
        int at = place(hash(word, 0, word.length(), -1));
        while (known[at] >= 0) {
          at = (at + 1) & (known.length - 1);
        }
        known[at] = rank;
      }
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
      if (rank(text, start, i, -1) >= 0) {
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
    int n = word.length();
    int found = better(-1, lookUp(hash(word, 0, n, -1)), word);
    for (int i = 0; i < word.length(); i++) {
      if (i > 0 && word.charAt(i) == word.charAt(i - 1)) {
        continue;
      }
      int shorter = n > SHORTEST ? rank(word, 0, n, i) : -1;
      if (shorter >= 0) {
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
    return hash(word, 0, word.length(), skipped);
  }

  /** Rank of the word between two places, without the letter at {@code skipped}; -1 if unknown. */
  private int rank(String text, int from, int to, int skipped) {
    int at = place(hash(text, from, to, skipped));
    while (known[at] >= 0) {
      if (same(words.get(known[at]), text, from, to, skipped)) {
        return known[at];
      }
      at = (at + 1) & (known.length - 1);
    }
    return -1;
  }

  private int place(int hash) {
    return (hash >>> 7) & (known.length - 1);
  }

  private static boolean same(String word, String text, int from, int to, int skipped) {
    if (skipped < 0) {
      return word.length() == to - from && text.regionMatches(from, word, 0, word.length());
    }
    return word.length() == to - from - 1
        && text.regionMatches(from, word, 0, skipped - from)
        && text.regionMatches(skipped + 1, word, skipped - from, to - skipped - 1);
  }

  private static int hash(String text, int from, int to, int skipped) {
    int h = 0x811c9dc5;
    for (int i = from; i < to; i++) {
      if (i != skipped) {
        h = (h ^ text.charAt(i)) * 0x01000193;
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
