package dev.signalbox.worker.preprocess;

/**
 * A picture that can't be taken, with the reason for its sender; an answer, not a bug, so it has no
 * stack trace.
 */
public final class ImageRefusedException extends RuntimeException {
  public ImageRefusedException(String message) {
    super(message, null, false, false);
  }
}
