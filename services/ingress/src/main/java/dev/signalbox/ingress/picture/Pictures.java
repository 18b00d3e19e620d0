package dev.signalbox.ingress.picture;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Reads pictures out of bytes and {@code data:} addresses, within limits. Stateless. */
public final class Pictures {
  private static final String SCHEME = "data:";
  private static final String BASE64 = ";base64";

  /** Longer than any header that is accepted. */
  private static final int LONGEST_HEADER = 64;

  private static final int CHARACTERS_PER_GROUP = 4;
  private static final int BYTES_PER_GROUP = 3;

  private Pictures() {}

  /**
   * Format and size from the header alone; the limits are checked. The bytes are kept, not copied.
   */
  public static PictureReading read(byte[] encoded, PictureLimits limits) {
    if (encoded.length > limits.maxBytes()) {
      return tooManyBytes(limits);
    }
    Optional<ImageFacts> facts = ImageHeader.read(encoded);
    if (facts.isEmpty()) {
      return refuse(
          PictureRefusal.UNREADABLE, "The picture is no PNG, JPEG, WebP or GIF, or is damaged");
    }
    ImageFacts size = facts.get();
    if (size.pixels() > limits.maxPixels()
        || Math.max(size.width(), size.height()) > limits.maxSide()) {
      return refuse(
          PictureRefusal.TOO_MANY_PIXELS,
          "The picture is "
              + size.width()
              + " x "
              + size.height()
              + " pixels; at most "
              + limits.maxPixels()
              + " pixels and "
              + limits.maxSide()
              + " on a side are taken");
    }
    return new PictureReading.Read(new Picture(encoded, size));
  }

  /** Whether {@code url} is a {@code data:} address, in any case. */
  public static boolean isDataUrl(String url) {
    return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Strict: {@code data:<media type>;base64,<padded base64>} and nothing else, and the media type
   * is the picture's. The size is bounded before anything is decoded.
   */
  public static PictureReading readDataUrl(String url, PictureLimits limits) {
    int comma = url.indexOf(',');
    if (!isDataUrl(url) || comma < 0 || comma > LONGEST_HEADER) {
      return badDataUrl("is not data:<media type>;base64,<data>");
    }
    String header = url.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
    if (!header.endsWith(BASE64)) {
      return badDataUrl("is not base64-encoded");
    }
    String type = header.substring(0, header.length() - BASE64.length());
    Optional<ImageFormat> format = ImageFormat.ofMediaType(type);
    if (format.isEmpty()) {
      return badDataUrl("has a media type other than image/png, image/jpeg, image/webp, image/gif");
    }
    int characters = url.length() - comma - 1;
    if (characters % CHARACTERS_PER_GROUP != 0) {
      return badDataUrl("is cut, or lacks its base64 padding");
    }
    if (decodedLength(url, characters) > limits.maxBytes()) {
      return tooManyBytes(limits);
    }
    return decode(url, comma + 1)
        .map(encoded -> matching(read(encoded, limits), format.get()))
        .orElseGet(() -> badDataUrl("holds something that is no base64"));
  }

  private static long decodedLength(String url, int characters) {
    int padding = url.endsWith("==") ? 2 : url.endsWith("=") ? 1 : 0;
    return (long) characters / CHARACTERS_PER_GROUP * BYTES_PER_GROUP - padding;
  }

  private static Optional<byte[]> decode(String url, int from) {
    try {
      // A character beyond Latin-1 becomes a question mark here, which is no base64 either.
      return Optional.of(
          Base64.getDecoder().decode(url.substring(from).getBytes(StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static PictureReading matching(PictureReading reading, ImageFormat stated) {
    return switch (reading) {
      case PictureReading.Read(Picture picture) when picture.facts().format() != stated ->
          badDataUrl(
              "says " + stated.mediaType() + " and holds " + picture.facts().format().mediaType());
      case PictureReading.Read read -> read;
      case PictureReading.Refused refused -> refused;
    };
  }

  static PictureReading.Refused tooManyBytes(PictureLimits limits) {
    return refuse(
        PictureRefusal.TOO_MANY_BYTES,
        "The picture is larger than the " + limits.maxBytes() + " bytes that are taken");
  }

  static PictureReading.Refused badDataUrl(String reason) {
    return refuse(PictureRefusal.BAD_DATA_URL, "The data: address of the picture " + reason);
  }

  private static PictureReading.Refused refuse(PictureRefusal why, String message) {
    return new PictureReading.Refused(why, message);
  }
}
