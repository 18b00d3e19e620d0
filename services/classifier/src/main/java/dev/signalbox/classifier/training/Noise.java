package dev.signalbox.classifier.training;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Says the same thing a little differently: case, white space, courtesies, typing mistakes. Seeded.
 */
final class Noise {
  /** One mistake for about this many characters, at least one and at most {@link #MOST_TYPOS}. */
  private static final int CHARACTERS_PER_TYPO = 150;

  private static final int MOST_TYPOS = 5;

  private static final String KEYS = " qwertyuiop asdfghjkl zxcvbnm ";

  private static final List<String> BEFORE =
      List.of(
          "Please ",
          "Hi! ",
          "Hello, ",
          "Could you please ",
          "Kindly ",
          "Hey there, ",
          "Good morning! ",
          "Would you mind ",
          "I would be grateful if you could ",
          "I was wondering if you could please ",
          "Excuse me, ",
          "Would you be so kind as to ");
  private static final List<String> AFTER =
      List.of(
          " Thanks!",
          " Thank you.",
          " please",
          " Many thanks!",
          " Thank you very much in advance.",
          " Thanks a lot!",
          " Much appreciated.",
          " Kind regards");

  /** The kinds of noise. */
  enum Kind {
    CASE,
    WHITE_SPACE,
    COURTESY,
    /** Letters left out, doubled and swapped. */
    TYPOS,
    /** Neighbouring keys struck instead or as well. */
    WRONG_KEYS
  }

  private final SplittableRandom random;

  Noise(long seed) {
    random = new SplittableRandom(seed);
  }

  String apply(Kind kind, String text) {
    return switch (kind) {
      case CASE ->
          random.nextBoolean() ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
      case WHITE_SPACE -> whiteSpace(text);
      case COURTESY -> random.nextBoolean() ? pick(BEFORE) + text : text + pick(AFTER);
      case TYPOS -> slips(text, 0, 3);
      case WRONG_KEYS -> slips(text, 3, 5);
    };
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String whiteSpace(String text) {
    StringBuilder out = new StringBuilder(random.nextBoolean() ? "  " : "\n");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c);
      if ((c == ' ' || c == '\n') && random.nextInt(4) == 0) {
        out.append(random.nextBoolean() ? ' ' : '\n');
      }
    }
    return out.append(' ').toString();
  }

  /** Some slips of the kinds from {@code first} to before {@code end}. */
  private String slips(String text, int first, int end) {
    StringBuilder out = new StringBuilder(text);
    int count = Math.max(1, Math.min(MOST_TYPOS, text.length() / CHARACTERS_PER_TYPO));
    for (int t = 0; t < count; t++) {
      int at = letterPair(out);
      if (at < 0) {
        return out.toString();
      }
      char here = out.charAt(at);
      switch (random.nextInt(first, end)) {
        case 0 -> out.deleteCharAt(at);
        case 1 -> out.insert(at, here);
        case 2 -> {
          out.setCharAt(at, out.charAt(at + 1));
          out.setCharAt(at + 1, here);
        }
        case 3 -> out.setCharAt(at, beside(here));
        default -> out.insert(at, beside(here));
      }
    }
    return out.toString();
  }

  /** A key next to the letter's on its row; the letter itself where it stands on none. */
  private char beside(char letter) {
    char lower = Character.toLowerCase(letter);
    int at = KEYS.indexOf(lower);
    if (at < 0) {
      return letter;
    }
    char next = KEYS.charAt(random.nextBoolean() ? at + 1 : at - 1);
    return next == ' '
        ? letter
        : Character.isUpperCase(letter) ? Character.toUpperCase(next) : next;
  }

  /** A place inside a word, or -1 when none is found soon. */
  private int letterPair(CharSequence text) {
    for (int tries = 0; tries < 50 && text.length() > 3; tries++) {
      int at = 1 + random.nextInt(text.length() - 2);
      boolean inside =
          Character.isLetter(text.charAt(at - 1))
              && Character.isLetter(text.charAt(at))
              && Character.isLetter(text.charAt(at + 1));
      if (inside) {
        return at;
      }
    }
    return -1;
  }
}
