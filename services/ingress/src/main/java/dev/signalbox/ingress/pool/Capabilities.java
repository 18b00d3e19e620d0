package dev.signalbox.ingress.pool;

import java.util.Set;

/**
 * What a model can do.
 *
 * @param contextTokens longest input and output together
 * @param maxOutputTokens longest answer
 * @param tokensPerImage input tokens that one picture usually takes; 0 for a model without pictures
 * @param embeddings it makes embeddings, and nothing else
 */
public record Capabilities(
    Set<Modality> input,
    boolean tools,
    boolean json,
    int contextTokens,
    int maxOutputTokens,
    int tokensPerImage,
    boolean embeddings) {
  public Capabilities {
    input = Set.copyOf(input);
  }

  /** Of a model that answers conversations. */
  public Capabilities(
      Set<Modality> input,
      boolean tools,
      boolean json,
      int contextTokens,
      int maxOutputTokens,
      int tokensPerImage) {
    this(input, tools, json, contextTokens, maxOutputTokens, tokensPerImage, false);
  }

  public boolean takesImages() {
    return input.contains(Modality.IMAGE);
  }
}
