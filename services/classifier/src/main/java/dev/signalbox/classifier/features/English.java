package dev.signalbox.classifier.features;

/**
 * How English a text looks, in [0,1]: the share of very common English words, taken to 1 where it
 * is usual for prose.
 */
final class English {
  static final String[] COMMON =
      ("the of and to in a is that for it as was with be by on not he his but at are this have from or an they which you were "
              + "her she all would there their we him been has when who will more no if out so said what up its about into than "
              + "them can only other new some could these two may then do first any my now such like our over me even most made "
              + "after also did many how does where find each between following write your why i if return def")
          .split(" ");

  private static final WordSet KNOWN = WordSet.of(String.join(" ", COMMON));

  /** Share of common words at which prose is taken for English without doubt. */
  private static final double USUAL = 0.22;

  /** Fewer words than this tell little; the judgement leans to English. */
  private static final double FEW_WORDS = 6;

  private English() {}

  static double of(String text, Words words) {
    int letters = 0;
    int foreign = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c)) {
        letters++;
        foreign += c > 127 && !mathematical(c) ? 1 : 0;
      }
    }
    int common = 0;
    int proper = 0;
    for (int i = 0; i < words.count(); i++) {
      if (words.number(i)) {
        continue;
      }
      proper++;
      common += KNOWN.contains(words.hash(i)) ? 1 : 0;
    }
    double share = proper == 0 ? 1 : Math.min(1, common / (USUAL * proper));
    double weight = proper / (proper + FEW_WORDS);
    double byWords = 1 - weight + weight * share;
    double byLetters = letters == 0 ? 1 : Math.max(0, 1 - 4.0 * foreign / letters);
    return byWords * byLetters;
  }

  /** Greek letters stand in English mathematics. */
  private static boolean mathematical(char c) {
    return Character.UnicodeBlock.GREEK.equals(Character.UnicodeBlock.of(c));
  }
}
