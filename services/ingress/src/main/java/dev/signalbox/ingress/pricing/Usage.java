package dev.signalbox.ingress.pricing;

/**
 * What one upstream attempt consumed, as reported or as estimated.
 *
 * @param inputTokens all input tokens: cached and written ones and those of pictures included
 * @param cachedInputTokens the part of {@code inputTokens} that was read from the provider's prompt
 *     cache
 * @param cacheWrites the parts of {@code inputTokens} that were written into that cache
 * @param imageTokens the part of {@code inputTokens} that pictures took; 0 when there is no picture
 * @param outputTokens all output tokens, reasoning included
 * @param reasoningTokens the part of {@code outputTokens} that nobody sees
 * @param images pictures in the request
 * @param batch bought at the provider's batch price
 */
public record Usage(
    long inputTokens,
    long cachedInputTokens,
    CacheWrites cacheWrites,
    long imageTokens,
    long outputTokens,
    long reasoningTokens,
    int images,
    boolean batch) {
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

  /**
   * Input tokens written into a provider's prompt cache, by how long they are kept there.
   *
   * @param fiveMinutes kept for five minutes
   * @param oneHour kept for an hour
   */
  public record CacheWrites(long fiveMinutes, long oneHour) {
    public static final CacheWrites NONE = new CacheWrites(0, 0);

    public CacheWrites {
      if (fiveMinutes < 0 || oneHour < 0) {
        throw new IllegalArgumentException("usage is not negative");
      }
    }

    public long total() {
      return Math.addExact(fiveMinutes, oneHour);
    }
  }

  public Usage {
    if (inputTokens < 0
        || cachedInputTokens < 0
        || imageTokens < 0
        || outputTokens < 0
        || reasoningTokens < 0
        || images < 0) {
      throw new IllegalArgumentException("usage is not negative");
    }
    if (Math.addExact(cachedInputTokens, cacheWrites.total()) > inputTokens
        || imageTokens > inputTokens) {
      throw new IllegalArgumentException(
          "cached, written and picture tokens are part of the input tokens");
    }
    if (reasoningTokens > outputTokens) {
      throw new IllegalArgumentException("reasoning tokens are part of the output tokens");
    }
  }

  /** Nothing written into a cache, no reasoning told apart, not in a batch. */
  public Usage(
      long inputTokens, long cachedInputTokens, long imageTokens, long outputTokens, int images) {
    this(
        inputTokens,
        cachedInputTokens,
        CacheWrites.NONE,
        imageTokens,
        outputTokens,
        0,
        images,
        false);
  }

  /** Text only, nothing cached. */
  public static Usage ofText(long inputTokens, long outputTokens) {
    return new Usage(inputTokens, 0, 0, outputTokens, 0);
  }

  /** The same, bought at the batch price. */
  public Usage inBatch() {
    return new Usage(
        inputTokens,
        cachedInputTokens,
        cacheWrites,
        imageTokens,
        outputTokens,
        reasoningTokens,
        images,
        true);
  }

  /**
   * The same request on a model whose pictures take {@code tokensPerImage} each. The cached part
   * stays as cached as it can be, so that a saving is never overstated by it; what was written into
   * a cache here is plain input there, and reasoning plain output.
   */
  public Usage onModelWith(int tokensPerImage) {
    long pictures = Math.multiplyExact((long) images, tokensPerImage);
    long input = Math.addExact(inputTokens - imageTokens, pictures);
    return new Usage(
        input,
        Math.min(cachedInputTokens, input),
        CacheWrites.NONE,
        pictures,
        outputTokens,
        0,
        images,
        batch);
  }
}
