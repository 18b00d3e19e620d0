package dev.signalbox.ingress.check;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Whether two answers to one question say the same: by the last number where both end on one, by
 * the words themselves where they are short, else by the share of words that they have in common.
 */
final class Agreement {
  private static final int MOST_CHARS = 20_000;
  private static final int SHORT_WORDS = 8;
  private static final double LEAST_OVERLAP = 0.5;

  private Agreement() {}

  static boolean agree(String one, String other) {
    String first = bounded(one);
    String second = bounded(other);
    String number = lastNumber(first);
    if (!number.isEmpty() || !lastNumber(second).isEmpty()) {
      return number.equals(lastNumber(second));
    }
    Set<String> words = words(first);
    Set<String> others = words(second);
    if (Math.min(words.size(), others.size()) <= SHORT_WORDS) {
      return words.equals(others);
    }
    Set<String> common = new HashSet<>(words);
    common.retainAll(others);
    int all = words.size() + others.size() - common.size();
    return common.size() >= LEAST_OVERLAP * all;
  }

  /** The end counts: that is where a conclusion stands. */
  private static String bounded(String text) {
    return text.length() <= MOST_CHARS ? text : text.substring(text.length() - MOST_CHARS);
  }

  /** Without thousands separators and without a fraction of zeros; empty when there is none. */
  private static String lastNumber(String text) {
    int end = text.length();
    while (end > 0 && !isDigit(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && (isDigit(text.charAt(start - 1)) || isInside(text, start - 1))) {
      start--;
    }
    String digits = text.substring(start, end).replace(",", "");
    if (digits.contains(".")) {
      digits = digits.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
    return start > 0 && !digits.isEmpty() && text.charAt(start - 1) == '-' ? "-" + digits : digits;
  }

  private static boolean isInside(String text, int at) {
    char c = text.charAt(at);
    return (c == '.' || c == ',')
        && at > 0
        && isDigit(text.charAt(at - 1))
        && at + 1 < text.length()
        && isDigit(text.charAt(at + 1));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    StringBuilder word = new StringBuilder();
    String lower = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i <= lower.length(); i++) {
      if (i < lower.length() && Character.isLetterOrDigit(lower.charAt(i))) {
        word.append(lower.charAt(i));
      } else if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    return words;
  }
}
