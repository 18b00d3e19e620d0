package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.ImageRefusedException;
import java.util.Arrays;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.jspecify.annotations.Nullable;

/** The tables that a JPEG has defined so far. A table is looked at only when a scan wants it. */
final class JpegTables {
  private static final int TABLES = 4;

  private final int[] @Nullable [] quantisers = new int[TABLES][];
  private final @Nullable Definition[] first = new Definition[TABLES];
  private final @Nullable Definition[] others = new Definition[TABLES];

  private static final class Definition {
    private final int[] counts;
    private final byte[] symbols;
    private @Nullable HuffmanTable table;

    Definition(int[] counts, byte[] symbols) {
      this.counts = counts;
      this.symbols = symbols;
    }

    static Definition of(JPEGHuffmanTable standard) {
      int[] counts = new int[16];
      short[] lengths = standard.getLengths();
      for (int i = 0; i < lengths.length; i++) {
        counts[i] = lengths[i];
      }
      short[] values = standard.getValues();
      byte[] symbols = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        symbols[i] = (byte) values[i];
      }
      return new Definition(counts, symbols);
    }
  }

  /** Reads a segment of Huffman tables. */
  void huffman(JpegSource source) {
    int left = source.two() - 2;
    while (left > 16) {
      int number = source.next();
      int[] counts = new int[16];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = source.next();
      }
      int total = Arrays.stream(counts).sum();
      left -= 17;
      if (total > 256 || total > left) {
        throw new ImageRefusedException("A Huffman table of the JPEG is longer than its segment.");
      }
      byte[] symbols = new byte[total];
      for (int i = 0; i < total; i++) {
        symbols[i] = (byte) source.next();
      }
      left -= total;
      boolean isFirst = (number & 0x10) == 0;
      int place = number & ~0x10;
      if (place >= TABLES) {
        throw new ImageRefusedException("The JPEG has a Huffman table %d.".formatted(number));
      }
      (isFirst ? first : others)[place] = new Definition(counts, symbols);
    }
    checkEnd(left);
  }

  /** Reads a segment of quantisers. */
  void quantisers(JpegSource source) {
    int left = source.two() - 2;
    while (left > 0) {
      int kind = source.next();
      boolean wide = kind >> 4 != 0;
      int number = kind & 15;
      if (number >= TABLES) {
        throw new ImageRefusedException("The JPEG has a quantiser %d.".formatted(number));
      }
      int[] quantiser = new int[64];
      for (int k = 0; k < 64; k++) {
        quantiser[k] = wide ? source.two() : source.next();
      }
      quantisers[number] = quantiser;
      left -= wide ? 129 : 65;
    }
    checkEnd(left);
  }

  private static void checkEnd(int left) {
    if (left != 0) {
      throw new ImageRefusedException("A segment of the JPEG has not the length that it says.");
    }
  }

  /** The Huffman tables that a sequential picture without any means. */
  void addStandard() {
    if (first[0] == null) {
      first[0] = Definition.of(JPEGHuffmanTable.StdDCLuminance);
    }
    if (first[1] == null) {
      first[1] = Definition.of(JPEGHuffmanTable.StdDCChrominance);
    }
    if (others[0] == null) {
      others[0] = Definition.of(JPEGHuffmanTable.StdACLuminance);
    }
    if (others[1] == null) {
      others[1] = Definition.of(JPEGHuffmanTable.StdACChrominance);
    }
  }

  /** Of 64 values in zigzag order. */
  int[] quantiser(int number) {
    int[] quantiser = number < TABLES ? quantisers[number] : null;
    if (quantiser == null) {
      throw new ImageRefusedException("The JPEG has no quantiser %d.".formatted(number));
    }
    return quantiser;
  }

  /** For first coefficients. */
  HuffmanTable first(int number) {
    HuffmanTable table = table(first, number);
    if (table.largest() > 15) {
      throw new ImageRefusedException("A Huffman table of the JPEG has sizes beyond 15.");
    }
    return table;
  }

  /** For all other coefficients. */
  HuffmanTable others(int number) {
    return table(others, number);
  }

  private static HuffmanTable table(@Nullable Definition[] of, int number) {
    Definition definition = number < TABLES ? of[number] : null;
    if (definition == null) {
      throw new ImageRefusedException("The JPEG has no Huffman table %d.".formatted(number));
    }
    HuffmanTable table = definition.table;
    if (table == null) {
      table =
          HuffmanTable.of(definition.counts, definition.symbols)
              .orElseThrow(
                  () ->
                      new ImageRefusedException("A Huffman table of the JPEG has no such codes."));
      definition.table = table;
    }
    return table;
  }
}
