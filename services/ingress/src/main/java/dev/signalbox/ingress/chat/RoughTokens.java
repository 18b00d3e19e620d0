package dev.signalbox.ingress.chat;

/**
 * The rule where no tokenizer is known: four characters are a token, rounded up, which is OpenAI's
 * own rule of thumb; a message costs three more, as its chat format does.
 *
 * @see <a href="https://help.openai.com/en/articles/4936856">OpenAI: what are tokens and how to
 *     count them</a>
 */
public final class RoughTokens {
  private static final int CHARS_PER_TOKEN = 4;
  private static final int PER_MESSAGE = 3;

  private RoughTokens() {}

  public static long ofText(long chars) {
    return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
  }

  /** Characters of an output of so many tokens. */
  public static long chars(long tokens) {
    return tokens * CHARS_PER_TOKEN;
  }

  static long ofMessage(long chars) {
    return PER_MESSAGE + ofText(chars);
  }
}
