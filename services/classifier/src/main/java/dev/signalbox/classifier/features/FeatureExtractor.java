package dev.signalbox.classifier.features;

/** Turns a request into features. Stateless and safe for any number of threads. */
public final class FeatureExtractor {
  /** A question about a picture is short if it has at most this many words. */
  private static final int SHORT_QUESTION_WORDS = 24;

  private static final WordSet SEEN =
      WordSet.of(
          "colour color colours colors shape shapes many count number digits left right above below where top bottom "
              + "what read text circle square triangle star see object objects");

  private static final WordSet DEEP =
      WordSet.of(
          "why explain compare diagnose prove derive calculate estimate infer analyse analyze summarise summarize describe "
              + "chart table diagram trend report code solve history style medical invoice translate");

  private static final WordSet DEMANDS =
      WordSet.of(
          "must only exactly at-most least without json table bullet format words sentences characters limit each "
              + "ensure avoid never always schema strictly steps");

  private final HashedNgrams hashing;
  private final Spelling spelling;

  public FeatureExtractor(int bits, Spelling spelling) {
    this.hashing = new HashedNgrams(bits);
    this.spelling = spelling;
  }

  public PromptFeatures extract(Prompt prompt) {
    String written = CanonicalText.written(prompt);
    String mended = spelling.mend(written);
    String text = CanonicalText.withoutCourtesies(mended);
    Words words = Words.of(text);
    double english = English.of(text, words);
    long characters = 0;
    for (Turn turn : prompt.turns()) {
      characters += turn.text().length();
    }
    return new PromptFeatures(
        hashing.of(words),
        Shingles.of(words),
        CheapFeatures.of(text, words, english),
        mended.equals(written)
            ? english
            : Math.min(english, English.of(written, Words.of(written))),
        characters,
        constraints(prompt, words),
        prompt.hasImage(),
        isPerception(words),
        Clutter.of(prompt.images()));
  }

  private static boolean isPerception(Words words) {
    return words.count() <= SHORT_QUESTION_WORDS && SEEN.hits(words) > 0 && DEEP.hits(words) == 0;
  }

  private static double constraints(Prompt prompt, Words words) {
    double score = 0.12 * Math.min(4, DEMANDS.hits(words));
    score += 0.1 * Math.min(3, prompt.tools().size());
    score +=
        switch (prompt.shape()) {
          case TEXT -> 0;
          case JSON_OBJECT -> 0.25;
          case JSON_SCHEMA -> 0.4;
        };
    return Math.min(1, score);
  }
}
