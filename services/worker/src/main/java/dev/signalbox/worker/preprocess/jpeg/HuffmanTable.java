package dev.signalbox.worker.preprocess.jpeg;

import java.util.Arrays;
import java.util.Optional;

/**
 * A JPEG's Huffman table as a look-up by the next ten bits. Where code and value fit in them, one
 * entry gives both.
 */
final class HuffmanTable {
  static final int LOOK = 10;

  /** Set in an entry that holds the value itself, already signed, in its upper 16 bits. */
  static final int VALUED = 1 << 12;

  /**
   * By the next ten bits: bits consumed (0 to 4; 0 when the code is longer), run of zeros (8 to
   * 11), {@link #VALUED} or not, and the value or its size (16 on).
   */
  final int[] entries = new int[1 << LOOK];

  /** By the next eight bits: bits of the code (8 on; 0 when it is longer) and its symbol. */
  final short[] byEight = new short[256];

  private final byte[] symbols;
  // By length in bits: the first code beyond those of that length, aligned to 16 bits; and what
  // turns a code into the index of its symbol.
  private final int[] limit = new int[18];
  private final int[] shift = new int[17];
  private int largest;

  private HuffmanTable(byte[] symbols) {
    this.symbols = symbols;
  }

  /**
   * From the counts of codes of 1 to 16 bits and their symbols; empty when the codes don't fit in
   * their bits, or one of them has nothing but ones.
   */
  static Optional<HuffmanTable> of(int[] counts, byte[] symbols) {
    HuffmanTable table = new HuffmanTable(symbols);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= 16; length++) {
      table.shift[length] = index - code;
      for (int i = 0; i < counts[length - 1]; i++, code++, index++) {
        int symbol = symbols[index] & 0xff;
        table.largest = Math.max(table.largest, symbol);
        if (code >= (1 << length) - 1) {
          return Optional.empty();
        }
        if (length <= LOOK) {
          table.enter(code, length, symbol);
        }
        if (length <= 8) {
          int from = code << (8 - length);
          Arrays.fill(
              table.byEight, from, from + (1 << (8 - length)), (short) (length << 8 | symbol));
        }
      }
      table.limit[length] = code << (16 - length);
      code <<= 1;
    }
    table.limit[17] = Integer.MAX_VALUE;
    return Optional.of(table);
  }

  private void enter(int code, int length, int symbol) {
    int size = symbol & 15;
    int left = LOOK - length;
    for (int rest = 0; rest < 1 << left; rest++) {
      int entry = symbol >> 4 << 8;
      if (size > 0 && size <= left) {
        int value = rest >> (left - size);
        if (value < 1 << (size - 1)) {
          value += 1 - (1 << size);
        }
        entry |= value << 16 | VALUED | (length + size);
      } else {
        entry |= size << 16 | length;
      }
      entries[code << left | rest] = entry;
    }
  }

  /**
   * The entry of a code longer than ten bits, without its value; 0 when no code begins like that.
   *
   * @param next the next 16 bits
   */
  int longer(int next) {
    int length = LOOK + 1;
    while (next >= limit[length]) {
      length++;
    }
    if (length > 16) {
      return 0;
    }
    int symbol = symbols[(next >> (16 - length)) + shift[length]] & 0xff;
    return (symbol & 15) << 16 | symbol >> 4 << 8 | length;
  }

  /** The symbol of this code, or -1 when codes that begin like it have more bits. */
  int symbol(int code, int length) {
    return code << (16 - length) < limit[length] ? symbols[code + shift[length]] & 0xff : -1;
  }

  /** The largest symbol. */
  int largest() {
    return largest;
  }
}
