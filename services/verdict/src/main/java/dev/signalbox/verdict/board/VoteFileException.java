package dev.signalbox.verdict.board;

/** A file that holds no votes; the message says where and why. */
final class VoteFileException extends Exception {
  private static final long serialVersionUID = 1;

  VoteFileException(String message) {
    super(message);
  }
}
