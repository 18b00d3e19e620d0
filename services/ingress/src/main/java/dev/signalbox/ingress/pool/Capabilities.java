package dev.signalbox.ingress.pool;

import java.util.Set;

/**
 * What a model can do.
 *
 * @param contextTokens longest input and output together
 * @param maxOutputTokens longest answer
 * @param tokensPerImage input tokens that one picture usually takes; 0 for a model without pictures
 */
public record Capabilities(
    Set<Modality> input,
    boolean tools,
    boolean json,
    int contextTokens,
    int maxOutputTokens,
    int tokensPerImage) {
  public Capabilities {
    input = Set.copyOf(input);
  }

  public boolean takesImages() {
    return input.contains(Modality.IMAGE);
  }
}
