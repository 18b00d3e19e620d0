package dev.signalbox.ingress.picture;

/**
 * Ends a fetch; becomes a {@link PictureReading.Refused}. Carries no stack trace: an answer, not a
 * bug.
 */
final class FetchRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final PictureRefusal why;
  private final String sentence;

  FetchRefusedException(PictureRefusal why, String sentence) {
    super(sentence, null, false, false);
    this.why = why;
    this.sentence = sentence;
  }

  PictureReading reading() {
    return new PictureReading.Refused(why, sentence);
  }
}
