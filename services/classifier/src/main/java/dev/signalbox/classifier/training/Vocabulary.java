package dev.signalbox.classifier.training;

import dev.signalbox.classifier.features.CanonicalText;
import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.features.Spelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words that spelling may take a mistyped one for. */
final class Vocabulary {
  /** A word must stand in this many prompts to be known. */
  private static final int LEAST_PROMPTS = 3;

  private static final int MOST_WORDS = 20_000;

  private Vocabulary() {}

  /** Words of letters a to z, the most frequent first, equals by the alphabet. */
  static Spelling of(List<Prompt> prompts) {
    Map<String, Integer> seen = new HashMap<>();
    for (Prompt prompt : prompts) {
      Set<String> here = new HashSet<>();
      for (String word : CanonicalText.of(prompt, Spelling.NONE).split("[^\\p{L}\\p{Nd}]+", -1)) {
        if (plain(word) && here.add(word)) {
          seen.merge(word, 1, Integer::sum);
        }
      }
    }
    List<String> words = new ArrayList<>();
    seen.forEach(
        (word, count) -> {
          if (count >= LEAST_PROMPTS) {
            words.add(word);
          }
        });
    words.sort(
        Comparator.comparingInt((String word) -> -seen.getOrDefault(word, 0))
            .thenComparing(Comparator.naturalOrder()));
    List<String> kept = new ArrayList<>(words.subList(0, Math.min(MOST_WORDS, words.size())));
    Set<String> known = new HashSet<>(kept);
    for (String word : CanonicalText.telling()) {
      if (plain(word) && known.add(word)) {
        kept.add(word);
      }
    }
    return new Spelling(kept);
  }

  private static boolean plain(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < 'a' || word.charAt(i) > 'z') {
        return false;
      }
    }
    return !word.isEmpty();
  }
}
