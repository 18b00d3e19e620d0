package dev.signalbox.verdict.subject;

/** How much was used: sums over requests. Cached tokens are part of the input tokens. */
public record Use(
    long requests, long inputTokens, long cachedInputTokens, long outputTokens, long images) {
  public static final Use NONE = new Use(0, 0, 0, 0, 0);

  /** A thousand requests of this average size; nothing for no requests. */
  public Use perThousand() {
    return requests == 0
        ? NONE
        : new Use(
            1_000,
            scaled(inputTokens),
            scaled(cachedInputTokens),
            scaled(outputTokens),
            scaled(images));
  }

  private long scaled(long sum) {
    return Math.round(sum * 1_000.0 / requests);
  }
}
