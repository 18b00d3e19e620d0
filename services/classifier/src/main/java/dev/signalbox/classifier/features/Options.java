package dev.signalbox.classifier.features;

/**
 * The answers offered by a multiple-choice question: {@code a.}, {@code b.}, … or {@code a)}, in
 * order, wherever they stand (line breaks do not matter). {@code count} is 0 unless at least two
 * are found; lengths are in characters.
 */
record Options(
    int count, int stemEnd, double meanLength, double spread, int longest, double numeric) {

  private static final int MOST = 16;

  static Options of(String text) {
    int[] at = new int[MOST + 1];
    int found = 0;
    int from = 0;
    while (found < MOST) {
      int next = marker(text, (char) ('a' + found), from);
      if (next < 0) {
        break;
      }
      at[found++] = next;
      from = next + 2;
    }
    if (found < 2) {
      return new Options(0, text.length(), 0, 0, 0, 0);
    }
    at[found] = text.length();
    double sum = 0;
    double squares = 0;
    int longest = 0;
    int numeric = 0;
    for (int i = 0; i < found; i++) {
      int length = Math.max(0, at[i + 1] - at[i] - 3);
      sum += length;
      squares += (double) length * length;
      longest = Math.max(longest, length);
      numeric += startsWithNumber(text, at[i] + 2, at[i + 1]) ? 1 : 0;
    }
    double mean = sum / found;
    double spread = Math.sqrt(Math.max(0, squares / found - mean * mean));
    return new Options(found, at[0], mean, spread, longest, (double) numeric / found);
  }

  private static int marker(String text, char letter, int from) {
    int i = text.indexOf(letter, from);
    while (i >= 0) {
      boolean starts = i == 0 || text.charAt(i - 1) == ' ' || text.charAt(i - 1) == '(';
      boolean ends =
          i + 1 < text.length()
              && ".):".indexOf(text.charAt(i + 1)) >= 0
              && (i + 2 >= text.length() || text.charAt(i + 2) == ' ');
      if (starts && ends) {
        return i;
      }
      i = text.indexOf(letter, i + 1);
    }
    return -1;
  }

  private static boolean startsWithNumber(String text, int from, int to) {
    for (int i = from; i < Math.min(to, from + 8); i++) {
      char c = text.charAt(i);
      if (Words.isDigit(c)) {
        return true;
      }
      if (" $-+.(\\".indexOf(c) < 0) {
        return false;
      }
    }
    return false;
  }
}
