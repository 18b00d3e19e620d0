package dev.signalbox.classifier.features;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The one text that every feature is taken from: the user's turns, lower-cased, white space
 * collapsed, courtesies removed. Long input keeps its first {@value #HEAD_CHARS} and its last
 * {@value #TAIL_CHARS} characters; the middle goes.
 */
public final class CanonicalText {
  public static final int HEAD_CHARS = 2_000;
  public static final int TAIL_CHARS = 8_000;

  /** A last turn shorter than this leans on what the assistant said before it ("yes, do it"). */
  private static final int LEANING_CHARS = 60;

  private static final Set<String> COURTESIES =
      Set.of("please", "kindly", "thanks", "pls", "thx", "plz", "cheers");

  private static final List<String[]> OPENINGS =
      List.of(
          new String[] {"i", "would", "like", "you", "to"},
          new String[] {"could", "you"},
          new String[] {"can", "you"},
          new String[] {"would", "you"},
          new String[] {"will", "you"},
          new String[] {"thank", "you"},
          new String[] {"many", "thanks"},
          new String[] {"in", "advance"},
          new String[] {"if", "you", "don't", "mind"},
          new String[] {"hello"},
          new String[] {"hi"},
          new String[] {"hey"},
          new String[] {"dear", "assistant"});

  private CanonicalText() {}

  public static String of(Prompt prompt) {
    return normalise(cut(conversation(prompt.turns())));
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

  static String normalise(String text) {
    String collapsed = collapse(text.toLowerCase(Locale.ROOT));
    String plain = withoutCourtesies(collapsed);
    return plain.isEmpty() ? collapsed : plain;
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

  private static String withoutCourtesies(String text) {
    String[] words = text.split(" ", -1);
    StringBuilder out = new StringBuilder(text.length());
    boolean sentenceStart = true;
    int i = 0;
    while (i < words.length) {
      String bare = bare(words[i]);
      int skip = COURTESIES.contains(bare) ? 1 : opening(words, i, sentenceStart);
      if (skip > 0) {
        i += skip;
        continue;
      }
      if (out.length() > 0) {
        out.append(' ');
      }
      out.append(words[i]);
      String word = words[i];
      char end = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
      sentenceStart = end == '.' || end == '!' || end == '?';
      i++;
    }
    return out.toString();
  }

  private static int opening(String[] words, int at, boolean sentenceStart) {
    String first = bare(words[at]);
    boolean gratitude = first.equals("thank") || first.equals("many");
    if (!sentenceStart && !gratitude) {
      return 0;
    }
    for (String[] opening : OPENINGS) {
      if (at + opening.length > words.length) {
        continue;
      }
      int k = 0;
      while (k < opening.length && bare(words[at + k]).equals(opening[k])) {
        k++;
      }
      if (k == opening.length) {
        return k;
      }
    }
    return 0;
  }

  private static String bare(String word) {
    int end = word.length();
    while (end > 0 && ",.!?;:".indexOf(word.charAt(end - 1)) >= 0) {
      end--;
    }
    return word.substring(0, end);
  }
}
