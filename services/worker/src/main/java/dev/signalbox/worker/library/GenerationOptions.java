package dev.signalbox.worker.library;

import dev.signalbox.worker.serving.Sampling;
import java.util.List;
import java.util.OptionalInt;

/**
 * How an answer is made.
 *
 * @param maxTokens most tokens; 0 for the default
 * @param stop strings that end the answer
 * @param logprobs alternatives wanted for each token, if any
 */
public record GenerationOptions(
    int maxTokens, Sampling sampling, List<String> stop, OptionalInt logprobs) {
  public GenerationOptions {
    stop = List.copyOf(stop);
  }

  /** Greedy, at most this many tokens. */
  public static GenerationOptions greedy(int maxTokens) {
    return new GenerationOptions(maxTokens, Sampling.GREEDY, List.of(), OptionalInt.empty());
  }
}
