package dev.signalbox.loadtest.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A made-up answer that says so. The same seed, model and prompt give the same answer.
 *
 * @param pieces one for each token, in order
 * @param cutByLimit true when the client's bound ended it
 */
record Answer(List<String> pieces, boolean cutByLimit) {
  private static final String OPENING = "I am a simulator, not a language model: ";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 160;
  private static final int LONGEST_ON_REQUEST = 100_000;
  private static final List<String> WORDS =
      List.of(
          "a",
          "real",
          "model",
          "would",
          "answer",
          "here",
          "with",
          "some",
          "thought",
          "about",
          "what",
          "was",
          "asked",
          "and",
          "these",
          "words",
          "only",
          "stand",
          "in",
          "for",
          "it",
          "so",
          "that",
          "length",
          "time",
          "cost",
          "can",
          "be",
          "measured");

  static Answer to(ChatRequest request, long seed) {
    SplittableRandom random =
        new SplittableRandom(seed ^ request.promptHash() ^ request.model().hashCode());
    if (request.call() != null) {
      return cut(MadeUpJson.of(request.call().parameters(), random), request.maxTokens());
    }
    if (request.schema() != null) {
      return cut(MadeUpJson.of(request.schema(), random), request.maxTokens());
    }
    int wanted = length(request, random);
    int tokens = Math.min(wanted, request.maxTokens());
    List<String> pieces = new ArrayList<>(Math.min(tokens, LONGEST));
    StringBuilder text = new StringBuilder(OPENING);
    int from = 0;
    while (pieces.size() < tokens) {
      while (text.length() - from < TokenCount.CHARS_PER_TOKEN) {
        text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
      }
      pieces.add(text.substring(from, from + TokenCount.CHARS_PER_TOKEN));
      from += TokenCount.CHARS_PER_TOKEN;
    }
    return new Answer(List.copyOf(pieces), tokens < wanted);
  }

  private static Answer cut(String json, int maxTokens) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < json.length() && pieces.size() < maxTokens; ) {
      int to = Math.min(json.length(), from + TokenCount.CHARS_PER_TOKEN);
      pieces.add(json.substring(from, to));
      from = to;
    }
    return new Answer(
        List.copyOf(pieces), (long) maxTokens * TokenCount.CHARS_PER_TOKEN < json.length());
  }

  /** Longer prompts tend to have longer answers; the spread is seeded. */
  private static int length(ChatRequest request, SplittableRandom random) {
    if (request.wish().outputTokens() > 0) {
      return Math.min(request.wish().outputTokens(), LONGEST_ON_REQUEST);
    }
    int text = request.promptTokens() - request.images() * TokenCount.PER_IMAGE;
    int base = SHORTEST + text / 4;
    return Math.min(LONGEST, base + random.nextInt(base));
  }

  String text(int tokens) {
    return String.join("", pieces.subList(0, tokens));
  }

  String finishReason() {
    return cutByLimit ? "length" : "stop";
  }
}
