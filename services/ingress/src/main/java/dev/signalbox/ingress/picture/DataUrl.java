package dev.signalbox.ingress.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * A {@code data:} address that stands in a larger text: looked through piece by piece, so that
 * nothing as large as the picture is made for it.
 */
public final class DataUrl {
  /** Characters decoded at once; whole groups, few enough to stay near the processor. */
  private static final int PIECE = 8 * 1024;

  /** Decoded bytes in which a header ends, nearly always. */
  private static final int HEADER_BYTES = 96 * 1024;

  /** Decoded bytes in which most headers end. */
  private static final int FIRST_BYTES = 3 * 1024;

  private static final int LONGEST_HEADER = 256;

  private DataUrl() {}

  /** What it is. */
  public sealed interface Looked {
    record At(ImageFacts facts) implements Looked {}

    record Refused(PictureReading.Refused why) implements Looked {}
  }

  /**
   * As strict as {@link Pictures#readDataUrl}, and says the same.
   *
   * @param text holds the address from {@code start} to {@code end}
   */
  public static Looked facts(byte[] text, int start, int end, PictureLimits limits) {
    int comma = start;
    while (comma < end && text[comma] != ',' && comma - start <= LONGEST_HEADER) {
      comma++;
    }
    int from = comma + 1;
    int characters = end - from;
    if (from >= end || text[comma] != ',') {
      return whole(text, start, Math.min(end, start + 2 * LONGEST_HEADER), limits);
    }
    int padding = text[end - 1] != '=' ? 0 : text[end - 2] == '=' ? 2 : 1;
    long bytes = (long) characters / 4 * 3 - padding;
    if (characters % 4 != 0 || bytes > limits.maxBytes()) {
      return refusedBySize(text, start, from, characters, limits);
    }
    byte[] first = new byte[(int) Math.min(bytes, FIRST_BYTES)];
    if (!decodes(text, from, end, first)) {
      return new Looked.Refused(Pictures.badDataUrl("holds something that is no base64"));
    }
    if (first.length == bytes || ImageHeader.read(first).isPresent()) {
      return judged(text, start, from, first, (int) bytes, limits);
    }
    byte[] header = new byte[(int) Math.min(bytes, HEADER_BYTES)];
    boolean decoded = decodes(text, from, end, header);
    return decoded && (header.length == bytes || ImageHeader.read(header).isPresent())
        ? judged(text, start, from, header, (int) bytes, limits)
        : whole(text, start, end, limits);
  }

  /** Says of the header's bytes what would be said of the whole picture. */
  private static Looked judged(
      byte[] text, int start, int from, byte[] header, int bytes, PictureLimits limits) {
    String small =
        new String(text, start, from - start, StandardCharsets.ISO_8859_1)
            + Base64.getEncoder().encodeToString(header);
    Looked looked = look(Pictures.readDataUrl(small, limits));
    return looked instanceof Looked.At(ImageFacts facts)
        ? new Looked.At(new ImageFacts(facts.format(), facts.width(), facts.height(), bytes))
        : looked;
  }

  private static Looked refusedBySize(
      byte[] text, int start, int from, int characters, PictureLimits limits) {
    String head =
        new String(text, start, from - start, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    if (characters % 4 == 0 && head.endsWith(";base64,")) {
      return new Looked.Refused(Pictures.tooManyBytes(limits));
    }
    return look(Pictures.readDataUrl(head + "A", limits));
  }

  /** A header that is longer than any, or no header: rare enough to be made whole. */
  private static Looked whole(byte[] text, int start, int end, PictureLimits limits) {
    return look(
        Pictures.readDataUrl(
            new String(text, start, end - start, StandardCharsets.ISO_8859_1), limits));
  }

  private static Looked look(PictureReading reading) {
    return switch (reading) {
      case PictureReading.Read(Picture picture) -> new Looked.At(picture.facts());
      case PictureReading.Refused refused -> new Looked.Refused(refused);
    };
  }

  /** Whether all of it is base64; its first bytes are kept in {@code header}. */
  private static boolean decodes(byte[] text, int from, int end, byte[] header) {
    byte[] piece = new byte[Math.min(PIECE, end - from)];
    byte[] decoded = new byte[PIECE / 4 * 3];
    int kept = 0;
    for (int at = from; at < end; at += PIECE) {
      int length = Math.min(PIECE, end - at);
      System.arraycopy(text, at, piece, 0, length);
      byte[] source = length == piece.length ? piece : Arrays.copyOf(piece, length);
      int made;
      try {
        made = Base64.getDecoder().decode(source, decoded);
      } catch (IllegalArgumentException e) {
        return false;
      }
      if (length == PIECE && at + length < end && made != decoded.length) {
        return false;
      }
      int wanted = Math.min(made, header.length - kept);
      if (wanted > 0) {
        System.arraycopy(decoded, 0, header, kept, wanted);
        kept += wanted;
      }
    }
    return kept == header.length;
  }
}
