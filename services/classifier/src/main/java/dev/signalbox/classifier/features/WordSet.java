package dev.signalbox.classifier.features;

/** A fixed set of words, told by their hashes without boxing. */
final class WordSet {
  private final int[] slots;
  private final boolean[] taken;

  private WordSet(String[] words) {
    slots = new int[Integer.highestOneBit(Math.max(4, words.length)) << 2];
    taken = new boolean[slots.length];
    for (String word : words) {
      int hash = HashedNgrams.hash(word, 0, word.length());
      int at = at(hash);
      slots[at] = hash;
      taken[at] = true;
    }
  }

  /** {@code list} is separated by single spaces. */
  static WordSet of(String list) {
    return new WordSet(list.split(" ", -1));
  }

  boolean contains(int hash) {
    return taken[at(hash)];
  }

  /** How many of the words are in the set. */
  int hits(Words words) {
    int hits = 0;
    for (int i = 0; i < words.count(); i++) {
      hits += contains(words.hash(i)) ? 1 : 0;
    }
    return hits;
  }

  /** The slot of a hash: its own, or the free one where it would stand. */
  private int at(int hash) {
    int at = (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
    while (taken[at] && slots[at] != hash) {
      at = (at + 1) & (slots.length - 1);
    }
    return at;
  }
}
