package dev.signalbox.ingress.picture;

import java.util.Optional;

/** The formats that workers decode. */
public enum ImageFormat {
  PNG("image/png"),
  JPEG("image/jpeg"),
  WEBP("image/webp"),
  GIF("image/gif");

  private final String mediaType;

  ImageFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  public String mediaType() {
    return mediaType;
  }

  /**
   * The format of a media type.
   *
   * @param type in lower case, without parameters; {@code image/jpg} is taken for what it means
   */
  public static Optional<ImageFormat> ofMediaType(String type) {
    return switch (type) {
      case "image/png" -> Optional.of(PNG);
      case "image/jpeg", "image/jpg" -> Optional.of(JPEG);
      case "image/webp" -> Optional.of(WEBP);
      case "image/gif" -> Optional.of(GIF);
      default -> Optional.empty();
    };
  }
}
