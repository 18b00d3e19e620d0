package dev.signalbox.ingress.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the answer is to be drawn, as far as the client said so.
 *
 * @param maxOutputTokens 0 means none given
 * @param topLogprobs alternatives wanted for each token; absent means no log-probabilities
 * @param choices answers wanted ({@code n})
 */
public record Sampling(
    int maxOutputTokens,
    @Nullable Double temperature,
    @Nullable Double topP,
    double frequencyPenalty,
    double presencePenalty,
    @Nullable Long seed,
    List<String> stop,
    @Nullable Integer topLogprobs,
    int choices) {
  public Sampling {
    stop = List.copyOf(stop);
  }
}
