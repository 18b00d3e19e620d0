package dev.signalbox.classifier.training;

import dev.signalbox.classifier.features.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Prompts of 8,000 characters, each kind written to be dear for another part of the classifier.
 * Seeded.
 */
enum BenchText {
  /** Known words as they are. */
  PROSE,
  /** Every word one slip away from a known one: each is looked up, compared and replaced. */
  MISTYPED,
  /** As many words as fit. */
  SHORT,
  /** Unknown words of the greatest length that is mended. */
  LONG,
  /** Nothing but beginnings of courtesies. */
  COURTEOUS,
  /** Markers of options that lead nowhere. */
  OPTIONS,
  /** Other letters than English ones. */
  FOREIGN;

  private static final int CHARACTERS = 8_000;
  private static final int PROMPTS = 64;

  List<Prompt> prompts(List<String> known) {
    SplittableRandom random = new SplittableRandom(name().hashCode());
    List<Prompt> prompts = new ArrayList<>();
    for (int p = 0; p < PROMPTS; p++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < CHARACTERS) {
        text.append(word(known, random)).append(random.nextInt(12) == 0 ? ". " : " ");
      }
      prompts.add(Prompt.of(text.substring(0, CHARACTERS), false));
    }
    return prompts;
  }

  private String word(List<String> known, SplittableRandom random) {
    return switch (this) {
      case PROSE -> pick(known, random);
      case MISTYPED -> mistyped(pick(known, random), random);
      case SHORT -> letters(2, 'a', random);
      case LONG -> letters(24, 'a', random);
      case COURTEOUS -> random.nextBoolean() ? "i would be very grateful if you" : "thank you very";
      case OPTIONS -> (char) ('a' + random.nextInt(3)) + ".";
      case FOREIGN -> letters(2 + random.nextInt(8), 'α', random);
    };
  }

  private static String pick(List<String> known, SplittableRandom random) {
    return known.isEmpty() ? "word" : known.get(random.nextInt(known.size()));
  }

  private static String mistyped(String word, SplittableRandom random) {
    int at = random.nextInt(word.length());
    return word.substring(0, at) + (char) ('a' + random.nextInt(26)) + word.substring(at);
  }

  private static String letters(int count, char first, SplittableRandom random) {
    StringBuilder word = new StringBuilder();
    for (int c = 0; c < count; c++) {
      word.append((char) (first + random.nextInt(first == 'a' ? 26 : 24)));
    }
    return word.toString();
  }
}
