package dev.signalbox.worker.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a JPEG whose one scan is sequential, Huffman-coded, of 8 bits, and grey or YCbCr
 * with chroma of the luma's size or half of it. Others are left to the JDK's decoder.
 *
 * @param width pixels
 * @param height pixels
 * @param across chroma is halved in width when 2, else 1; 1 for grey
 * @param down chroma is halved in height when 2, else 1; 1 for grey
 * @param components one, or luma, blue and red chroma
 * @param restart blocks of the scan's unit between two restart markers; 0 for none
 * @param data offset of the entropy-coded bytes
 */
record JpegFrame(
    int width,
    int height,
    int across,
    int down,
    List<Component> components,
    int restart,
    int data) {
  private static final int ADOBE_YCC = 1;

  /** A component's tables; the quantiser in zigzag order. */
  @SuppressWarnings("ArrayRecordComponent")
  record Component(HuffmanTable first, HuffmanTable others, int[] quantiser) {}

  /** Reads up to the scan's data; empty for what is not of this kind, or broken. */
  static Optional<JpegFrame> read(byte[] jpeg) {
    try {
      return new Reading(jpeg).frame();
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static final class Reading {
    private final byte[] jpeg;
    private final int[] @Nullable [] quantisers = new int[4][];
    private final @Nullable HuffmanTable[] first = new HuffmanTable[4];
    private final @Nullable HuffmanTable[] others = new HuffmanTable[4];
    private int frame;
    private int restart;
    private boolean jfif;
    private int adobe = -1;

    Reading(byte[] jpeg) {
      this.jpeg = jpeg;
    }

    private int at(int offset) {
      return jpeg[offset] & 0xff;
    }

    private int two(int offset) {
      return at(offset) << 8 | at(offset + 1);
    }

    Optional<JpegFrame> frame() {
      int at = 2;
      while (at(at) == 0xff) {
        int marker = at(at + 1);
        if (marker == 0xff) {
          at++;
          continue;
        }
        if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9)) {
          return Optional.empty();
        }
        int body = at + 4;
        int end = at + 2 + two(at + 2);
        if (end < body || end > jpeg.length) {
          return Optional.empty();
        }
        if (marker == 0xda) {
          return scan(body, end);
        }
        if (!segment(marker, body, end)) {
          return Optional.empty();
        }
        at = end;
      }
      return Optional.empty();
    }

    /** Takes in a segment; false when the picture is not of the kind decoded here. */
    private boolean segment(int marker, int body, int end) {
      switch (marker) {
        case 0xc0, 0xc1 -> {
          if (frame != 0 || end - body < 6 || end - body != 6 + 3 * at(body + 5)) {
            return false;
          }
          frame = body;
        }
        case 0xc4 -> {
          return huffman(body, end);
        }
        case 0xdb -> {
          return quantisers(body, end);
        }
        case 0xdd -> {
          if (end - body != 2) {
            return false;
          }
          restart = two(body);
        }
        case 0xe0 -> jfif |= end - body >= 14 && text(body, "JFIF\0");
        case 0xee -> {
          if (end - body >= 12 && text(body, "Adobe")) {
            adobe = at(body + 11);
          }
        }
        default -> {
          // Application data and comments; every other kind of frame or table is left.
          return (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
        }
      }
      return true;
    }

    private boolean text(int body, String text) {
      for (int i = 0; i < text.length(); i++) {
        if (at(body + i) != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    private boolean quantisers(int body, int end) {
      int at = body;
      while (at < end) {
        int wide = at(at) >> 4;
        int number = at(at) & 15;
        at++;
        if (wide > 1 || number > 3 || at + 64 * (wide + 1) > end) {
          return false;
        }
        int[] quantiser = new int[64];
        for (int k = 0; k < 64; k++) {
          quantiser[k] = wide == 1 ? two(at + 2 * k) : at(at + k);
        }
        quantisers[number] = quantiser;
        at += 64 * (wide + 1);
      }
      return true;
    }

    private boolean huffman(int body, int end) {
      int at = body;
      while (at < end) {
        int kind = at(at) >> 4;
        int number = at(at) & 15;
        int[] counts = new int[16];
        for (int i = 0; i < 16; i++) {
          counts[i] = at(at + 1 + i);
        }
        int total = Arrays.stream(counts).sum();
        at += 17;
        if (kind > 1 || number > 3 || total > 256 || at + total > end) {
          return false;
        }
        Optional<HuffmanTable> table =
            HuffmanTable.of(counts, Arrays.copyOfRange(jpeg, at, at + total));
        if (table.isEmpty()) {
          return false;
        }
        (kind == 0 ? first : others)[number] = table.get();
        at += total;
      }
      return true;
    }

    private Optional<JpegFrame> scan(int body, int end) {
      if (frame == 0 || at(frame) != 8) {
        return Optional.empty();
      }
      int count = at(frame + 5);
      if (at(body) != count || end - body != 4 + 2 * count || (count != 1 && count != 3)) {
        return Optional.empty();
      }
      List<Component> components = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int own = frame + 6 + 3 * i;
        int tables = at(body + 2 + 2 * i);
        if (at(body + 1 + 2 * i) != at(own)
            || at(own + 2) > 3
            || tables >> 4 > 3
            || (tables & 15) > 3) {
          return Optional.empty();
        }
        int[] quantiser = quantisers[at(own + 2)];
        HuffmanTable start = first[tables >> 4];
        HuffmanTable rest = others[tables & 15];
        if (quantiser == null || start == null || rest == null) {
          return Optional.empty();
        }
        components.add(new Component(start, rest, quantiser));
      }
      int sizes = count == 1 ? 0x11 : at(frame + 7);
      boolean taken = sizes == 0x11 || sizes == 0x21 || sizes == 0x12 || sizes == 0x22;
      if (!taken || (count == 3 && !isYcc())) {
        return Optional.empty();
      }
      return Optional.of(
          new JpegFrame(
              two(frame + 3),
              two(frame + 1),
              sizes >> 4,
              sizes & 15,
              List.copyOf(components),
              restart,
              end));
    }

    /** Three components are YCbCr, of which the chroma is not sampled finer than its own block. */
    private boolean isYcc() {
      boolean sampled = at(frame + 10) == 0x11 && at(frame + 13) == 0x11;
      boolean named = at(frame + 6) == 'R' && at(frame + 9) == 'G' && at(frame + 12) == 'B';
      return sampled && (jfif || (adobe < 0 ? !named : adobe == ADOBE_YCC));
    }
  }
}
