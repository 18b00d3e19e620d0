package dev.signalbox.loadtest.simulator;

/**
 * The simulator's tokenizer, stated so that anyone can check it: four characters (UTF-16 units) are
 * one token, rounded up, for each message; a message costs {@value #PER_MESSAGE} more, a picture
 * {@value #PER_IMAGE}.
 */
final class TokenCount {
  static final int CHARS_PER_TOKEN = 4;
  static final int PER_MESSAGE = 3;
  static final int PER_IMAGE = 765;

  private TokenCount() {}

  static int ofText(int chars) {
    return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
  }
}
