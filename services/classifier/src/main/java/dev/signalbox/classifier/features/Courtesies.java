package dev.signalbox.classifier.features;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes courtesies out of a canonical text: they say nothing about how hard a request is, and a
 * polite user must be routed like a curt one. Greetings and roundabout requests go where a sentence
 * starts, thanks go anywhere.
 */
final class Courtesies {
  /** Single words that go wherever they stand. */
  private static final Set<String> WORDS =
      Set.of("please", "kindly", "thanks", "pls", "thx", "plz", "cheers", "ty");

  private static final String THANKS =
      "thank you very much in advance|thank you so much in advance|thank you very much for your"
          + " help|thank you so much for your help|thank you for your help|thank you for your"
          + " time|thank you very much|thank you so much|thank you in advance|thank you|thanks a"
          + " lot|thanks a million|thanks in advance|thanks so much|thanks for your help|many thanks"
          + " in advance|many thanks|much appreciated|very much appreciated|much obliged|i"
          + " appreciate it|i appreciate your help|i really appreciate it|best regards|kind"
          + " regards|warm regards|have a nice day|have a great day|if you don't mind|if you do not"
          + " mind|if you would be so kind|if it is not too much trouble|if it's not too much"
          + " trouble";

  private static final String OPENINGS =
      "i would like you to|i'd like you to|i want you to|i need you to|could you possibly|could"
          + " you|can you|would you mind|would you be so kind as to|would you be able to|would"
          + " you|will you|be so kind as to|be so good as to|do you think you could|i was wondering"
          + " if you could|i was wondering whether you could|i wonder if you could|it would be"
          + " great if you could|it would be nice if you could|i'd appreciate it if you could|i"
          + " would appreciate it if you could|i'd be grateful if you could|i would be grateful if"
          + " you could|i'd be very grateful if you could|i would be very grateful if you could|may"
          + " i ask you to|might i ask you to|may i ask|if possible|when you have a moment|when you"
          + " get a chance|excuse me but|excuse me|pardon me|sorry to bother you but|sorry to"
          + " bother you|good morning|good afternoon|good evening|good day|hello there|hello"
          + " again|hello|hi there|hi again|hi|hey there|hey|greetings|dear assistant|dear sir or"
          + " madam|dear friend";

  private record Phrase(String[] words, boolean anywhere) {}

  private static final Map<String, List<Phrase>> BY_FIRST = new HashMap<>();

  static {
    add(THANKS, true);
    add(OPENINGS, false);
    BY_FIRST
        .values()
        .forEach(list -> list.sort((a, b) -> Integer.compare(b.words().length, a.words().length)));
  }

  private Courtesies() {}

  private static void add(String phrases, boolean anywhere) {
    for (String phrase : phrases.split("\\|", -1)) {
      String[] words = phrase.split(" ", -1);
      BY_FIRST.computeIfAbsent(words[0], key -> new ArrayList<>()).add(new Phrase(words, anywhere));
    }
  }

  /** Every word of a courtesy: spelling must know them before they can be found. */
  static Set<String> vocabulary() {
    Set<String> all = new TreeSet<>(WORDS);
    BY_FIRST
        .values()
        .forEach(
            list ->
                list.forEach(
                    phrase -> {
                      for (String word : phrase.words()) {
                        all.addAll(List.of(word.split("'", -1)));
                      }
                    }));
    return all;
  }

  /** The text, without its courtesies; words are separated by single spaces. */
  static String without(String text) {
    String[] words = text.split(" ", -1);
    StringBuilder out = new StringBuilder(text.length());
    boolean sentenceStart = true;
    int i = 0;
    while (i < words.length) {
      int skip = courtesy(words, i, sentenceStart);
      if (skip > 0) {
        i += skip;
        continue;
      }
      if (out.length() > 0) {
        out.append(' ');
      }
      String word = words[i];
      out.append(word);
      char end = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
      sentenceStart = end == '.' || end == '!' || end == '?';
      i++;
    }
    return out.toString();
  }

  private static int courtesy(String[] words, int at, boolean sentenceStart) {
    String first = bare(words[at]);
    for (Phrase phrase : BY_FIRST.getOrDefault(first, List.of())) {
      if ((sentenceStart || phrase.anywhere()) && stands(phrase.words(), words, at)) {
        return phrase.words().length;
      }
    }
    return WORDS.contains(first) ? 1 : 0;
  }

  private static boolean stands(String[] phrase, String[] words, int at) {
    if (at + phrase.length > words.length) {
      return false;
    }
    for (int k = 1; k < phrase.length; k++) {
      if (!bare(words[at + k]).equals(phrase[k])) {
        return false;
      }
    }
    return true;
  }

  private static String bare(String word) {
    int end = word.length();
    while (end > 0 && ",.!?;:".indexOf(word.charAt(end - 1)) >= 0) {
      end--;
    }
    String plain = word.substring(0, end);
    return plain.indexOf('\u2019') < 0 ? plain : plain.replace('\u2019', '\'');
  }
}
