package dev.signalbox.worker.prompt;

/** Small whole numbers in English, as Python's num2words spells them. */
final class NumberWords {
  static final int LARGEST = 999;

  private static final String[] SMALL =
      ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
              + " sixteen seventeen eighteen nineteen")
          .split(" ", -1);
  private static final String[] TENS =
      "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ", -1);

  private NumberWords() {}

  static String of(int number) {
    if (number < 0 || number > LARGEST) {
      throw new IllegalArgumentException("no words for " + number);
    }
    if (number >= 100) {
      String hundreds = SMALL[number / 100] + " hundred";
      return number % 100 == 0 ? hundreds : hundreds + " and " + of(number % 100);
    }
    if (number < SMALL.length) {
      return SMALL[number];
    }
    return number % 10 == 0 ? TENS[number / 10] : TENS[number / 10] + "-" + SMALL[number % 10];
  }
}
