package dev.signalbox.ingress.picture;

/** What became of a picture in a request. */
public sealed interface PictureReading {
  record Read(Picture picture) implements PictureReading {}

  /**
   * It is not taken.
   *
   * @param message readable for the client: names neither resolved addresses nor what an internal
   *     host answered
   */
  record Refused(PictureRefusal why, String message) implements PictureReading {}
}
