package dev.signalbox.ingress.check;

import java.util.List;
import java.util.Locale;

/** Openings by which models decline in English. A list, so that its mistakes can be read off. */
final class Refusals {
  /** A refusal comes first; later in an answer the same words mean something else. */
  private static final int OPENING_CHARS = 120;

  private static final List<String> OPENINGS =
      List.of(
          "i can't help",
          "i cannot help",
          "i can't assist",
          "i cannot assist",
          "i can't answer",
          "i cannot answer",
          "i can't provide",
          "i cannot provide",
          "i am unable to",
          "i'm unable to",
          "i am not able to",
          "i'm not able to",
          "i'm sorry, but i",
          "i am sorry, but i",
          "sorry, but i can",
          "sorry, i can't",
          "sorry, i cannot",
          "unfortunately, i can't",
          "unfortunately, i cannot",
          "as an ai",
          "i don't know");

  private Refusals() {}

  static boolean isRefusal(String text) {
    String opening =
        text.substring(0, Math.min(text.length(), OPENING_CHARS))
            .strip()
            .toLowerCase(Locale.ROOT)
            .replace('\u2019', '\'');
    return OPENINGS.stream().anyMatch(opening::startsWith);
  }
}
