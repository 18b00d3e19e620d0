package dev.signalbox.classifier.features;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The one text that every feature is taken from: the user's turns, lower-cased, white space
 * collapsed, slips of the pen mended, courtesies removed. Long input keeps its first {@value
 * #HEAD_CHARS} and its last {@value #TAIL_CHARS} characters; the middle goes.
 */
public final class CanonicalText {
  public static final int HEAD_CHARS = 2_000;
  public static final int TAIL_CHARS = 8_000;

  /** A last turn shorter than this leans on what the assistant said before it ("yes, do it"). */
  private static final int LEANING_CHARS = 60;

  private CanonicalText() {}

  public static String of(Prompt prompt, Spelling spelling) {
    return withoutCourtesies(spelling.mend(written(prompt)));
  }

  /** As it was written but for case and white space. */
  static String written(Prompt prompt) {
    return collapse(cut(conversation(prompt.turns())).toLowerCase(Locale.ROOT));
  }

  /** A text that is nothing but courtesy stays as it is. */
  static String withoutCourtesies(String text) {
    String plain = Courtesies.without(text);
    return plain.isEmpty() ? text : plain;
  }

  /** Words that some feature looks for, whatever the training data held. */
  public static List<String> telling() {
    Set<String> words = new TreeSet<>(Courtesies.vocabulary());
    words.addAll(List.of(English.COMMON));
    words.addAll(List.of(CheapFeatures.WORDS));
    return List.copyOf(words);
  }

  /**
   * The user's turns, oldest first, with the assistant's last one when the user's last leans on it.
   */
  static String conversation(List<Turn> turns) {
    int last = -1;
    int before = -1;
    for (int i = 0; i < turns.size(); i++) {
      switch (turns.get(i).role()) {
        case "user" -> last = i;
        case "assistant" -> before = i;
        default -> {}
      }
    }
    boolean leans =
        last >= 0
            && before >= 0
            && before < last
            && turns.get(last).text().length() < LEANING_CHARS;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      if (turn.role().equals("user") || (leans && i == before) || last < 0) {
        text.append(turn.text()).append('\n');
      }
    }
    return text.toString();
  }

  static String cut(String text) {
    if (text.length() <= HEAD_CHARS + TAIL_CHARS) {
      return text;
    }
    return text.substring(0, HEAD_CHARS) + ' ' + text.substring(text.length() - TAIL_CHARS);
  }

  private static String collapse(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || Character.isWhitespace(c) || c == '\u00a0') {
        gap = out.length() > 0;
      } else {
        if (gap) {
          out.append(' ');
          gap = false;
        }
        out.append(c);
      }
    }
    return out.toString();
  }
}
