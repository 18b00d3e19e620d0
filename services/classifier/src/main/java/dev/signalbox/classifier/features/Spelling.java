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

  /** A word of two letters may have lost one; nothing shorter is mended. */
  private static final int SHORTEST_MENDED = 2;

  private static final int LONGEST = 24;

  /**
   * How much rarer than a letter left out, doubled or swapped other slips are, and slips at the
   * first letter; ranks go up by it.
   */
  private static final int RARE_SLIP = 6;

  /** Added to each rank, so that the few most frequent words do not take everything. */
  private static final int RANK_FLOOR = 30;

  private static final int BASE = 0x01000193;
  private static final int SPREAD = 0x9E3779B9;
  private static final int FILTER_LOG = 21;
  private static final int FILTER_BITS = 1 << FILTER_LOG;

  private final List<String> words;

  /** Ranks of words by the hash of the word; -1 where empty. */
  private final int[] known;

  /** Hash of a word without a letter, and the best rank of the words that it comes from. */
  private final int[] keys;

  private final int[] best;

  /**
   * One bit for each hash in {@link #keys} and {@link #known}: small enough for a core's cache, it
   * spares most words that are like no known one their way to memory.
   */
  private final long[] filter = new long[FILTER_BITS / Long.SIZE];

  /** {@code words} are lower case, the most frequent first. */
  public Spelling(List<String> words) {
    this.words = List.copyOf(words);
    known = new int[Integer.highestOneBit(Math.max(8, words.size() * 2)) << 1];
    Arrays.fill(known, -1);
    int letters = 0;
    for (int rank = 0; rank < words.size(); rank++) {
      String word = words.get(rank);
      letters += word.length();
      int hash = hash(word);
      if (rank(hash, word, 0, word.length(), -1) < 0) {
        int at = place(hash, known);
        while (known[at] >= 0) {
          at = (at + 1) & (known.length - 1);
        }
        known[at] = rank;
        mark(hash);
      }
    }
    int size = Integer.highestOneBit(Math.max(8, letters * 2)) << 1;
    keys = new int[size];
    best = new int[size];
    Arrays.fill(best, -1);
    int[] shorter = new int[LONGEST];
    for (int rank = 0; rank < words.size(); rank++) {
      String word = words.get(rank);
      if (mendable(word)) {
        withoutEach(word, shorter);
        for (int i = 0; i < word.length(); i++) {
          remember(shorter[i], rank);
        }
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
    int[] shorter = new int[LONGEST];
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
      int hash = 0;
      while (i < n && Character.isLetterOrDigit(text.charAt(i))) {
        char c = text.charAt(i);
        plain &= c >= 'a' && c <= 'z';
        hash = hash * BASE + c;
        i++;
      }
      if (!plain || i - start < SHORTEST_MENDED || i - start > LONGEST) {
        continue;
      }
      if (rank(hash, text, start, i, -1) >= 0) {
        continue;
      }
      String word = text.substring(start, i);
      String mended = mendWord(word, hash, shorter);
      if (!mended.equals(word)) {
        out = out == null ? new StringBuilder(n + 8) : out;
        out.append(text, copied, start).append(mended);
        copied = i;
      }
    }
    return out == null ? text : out.append(text, copied, n).toString();
  }

  /** The likeliest known word one slip away; the word itself when none is. */
  private String mendWord(String word, int hash, int[] shorter) {
    int n = word.length();
    int found = likelier(-1, lookUp(hash), word);
    if (n < SHORTEST) {
      return found < 0 ? word : words.get(found);
    }
    withoutEach(word, shorter);
    for (int i = 0; i < n; i++) {
      boolean seen = i > 0 && word.charAt(i) == word.charAt(i - 1);
      if (seen || !marked(shorter[i])) {
        continue;
      }
      if (n > SHORTEST) {
        found = likelier(found, rank(shorter[i], word, 0, n, i), word);
      }
      found = likelier(found, lookUp(shorter[i]), word);
    }
    return found < 0 ? word : words.get(found);
  }

  private int likelier(int found, int rank, String word) {
    if (rank < 0 || rank == found || !oneSlip(word, words.get(rank))) {
      return found;
    }
    boolean wins = found < 0 || rarity(word, rank) < rarity(word, found);
    return wins ? rank : found;
  }

  /**
   * How unlikely it is that the word was meant: its rank, more for slips that hands seldom make.
   */
  private long rarity(String word, int rank) {
    String meant = words.get(rank);
    long rarity = rank + (long) RANK_FLOOR;
    boolean changed = word.length() == meant.length() && !swapped(word, meant);
    boolean added = word.length() > meant.length() && !doubled(word, meant);
    if (changed || added) {
      rarity *= RARE_SLIP;
    }
    return word.charAt(0) == meant.charAt(0) ? rarity : rarity * RARE_SLIP;
  }

  /** Whether the two, of one length and a slip apart, differ in more than one letter. */
  private static boolean swapped(String a, String b) {
    int differences = 0;
    for (int i = 0; i < a.length(); i++) {
      differences += a.charAt(i) == b.charAt(i) ? 0 : 1;
    }
    return differences == 2;
  }

  /** Whether the longer, a letter more than the shorter, has it twice in a row. */
  private static boolean doubled(String longer, String shorter) {
    int at = 0;
    while (at < shorter.length() && longer.charAt(at) == shorter.charAt(at)) {
      at++;
    }
    return at > 0 && longer.charAt(at) == longer.charAt(at - 1);
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

  /** Hashes of the word without each of its letters in turn, in one pass each way. */
  private static void withoutEach(String word, int[] hashes) {
    int n = word.length();
    int before = 0;
    for (int i = 0; i < n; i++) {
      hashes[i] = before;
      before = before * BASE + word.charAt(i);
    }
    int after = 0;
    int power = 1;
    for (int i = n - 1; i >= 0; i--) {
      hashes[i] = hashes[i] * power + after;
      after += word.charAt(i) * power;
      power *= BASE;
    }
  }

  /** Rank of the word between two places, without the letter at {@code skipped}; -1 if unknown. */
  private int rank(int hash, String text, int from, int to, int skipped) {
    int at = place(hash, known);
    while (known[at] >= 0) {
      if (same(words.get(known[at]), text, from, to, skipped)) {
        return known[at];
      }
      at = (at + 1) & (known.length - 1);
    }
    return -1;
  }

  private static int place(int hash, int[] table) {
    return ((hash * SPREAD) >>> 7) & (table.length - 1);
  }

  private static boolean same(String word, String text, int from, int to, int skipped) {
    if (skipped < 0) {
      return word.length() == to - from && text.regionMatches(from, word, 0, word.length());
    }
    return word.length() == to - from - 1
        && text.regionMatches(from, word, 0, skipped - from)
        && text.regionMatches(skipped + 1, word, skipped - from, to - skipped - 1);
  }

  /** A polynomial over the letters, so that leaving one out needs no second pass. */
  private static int hash(String word) {
    int h = 0;
    for (int i = 0; i < word.length(); i++) {
      h = h * BASE + word.charAt(i);
    }
    return h;
  }

  private void mark(int hash) {
    int bit = (hash * SPREAD) >>> (Integer.SIZE - FILTER_LOG);
    filter[bit / Long.SIZE] |= 1L << bit;
  }

  private boolean marked(int hash) {
    int bit = (hash * SPREAD) >>> (Integer.SIZE - FILTER_LOG);
    return (filter[bit / Long.SIZE] & (1L << bit)) != 0;
  }

  private void remember(int hash, int rank) {
    int at = place(hash, keys);
    while (best[at] >= 0 && keys[at] != hash) {
      at = (at + 1) & (keys.length - 1);
    }
    if (best[at] < 0) {
      keys[at] = hash;
      best[at] = rank;
      mark(hash);
    }
  }

  private int lookUp(int hash) {
    if (!marked(hash)) {
      return -1;
    }
    int at = place(hash, keys);
    while (best[at] >= 0) {
      if (keys[at] == hash) {
        return best[at];
      }
      at = (at + 1) & (keys.length - 1);
    }
    return -1;
  }
}
