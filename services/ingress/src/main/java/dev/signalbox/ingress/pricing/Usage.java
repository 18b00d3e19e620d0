package dev.signalbox.ingress.pricing;

/**
 * What one upstream attempt consumed, as reported or as estimated.
 *
 * @param inputTokens all input tokens: cached ones and those of pictures included
 * @param cachedInputTokens the part of {@code inputTokens} that was read from the provider's prompt
 *     cache
 * @param imageTokens the part of {@code inputTokens} that pictures took; 0 when there is no picture
 * @param outputTokens all output tokens, reasoning included
 * @param images pictures in the request
 */
public record Usage(
    long inputTokens, long cachedInputTokens, long imageTokens, long outputTokens, int images) {
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

  public Usage {
    if (inputTokens < 0
        || cachedInputTokens < 0
        || imageTokens < 0
        || outputTokens < 0
        || images < 0) {
      throw new IllegalArgumentException("usage is not negative");
    }
    if (cachedInputTokens > inputTokens || imageTokens > inputTokens) {
      throw new IllegalArgumentException("cached and picture tokens are part of the input tokens");
    }
  }

  /** Text only, nothing cached. */
  public static Usage ofText(long inputTokens, long outputTokens) {
    return new Usage(inputTokens, 0, 0, outputTokens, 0);
  }

  /**
   * The same request on a model whose pictures take {@code tokensPerImage} each. The cached part
   * stays as cached as it can be, so that a saving is never overstated by it.
   */
  public Usage onModelWith(int tokensPerImage) {
    long pictures = Math.multiplyExact((long) images, tokensPerImage);
    long input = Math.addExact(inputTokens - imageTokens, pictures);
    return new Usage(input, Math.min(cachedInputTokens, input), pictures, outputTokens, images);
  }
}
