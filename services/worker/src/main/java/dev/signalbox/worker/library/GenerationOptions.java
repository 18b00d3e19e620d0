package dev.signalbox.worker.library;

import dev.signalbox.worker.serving.Sampling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an answer is made.
 *
 * @param maxTokens most tokens; 0 for the default
 * @param stop strings that end the answer
 * @param logprobs alternatives wanted for each token, if any
 * @param schema JSON Schema that the answer must satisfy, if any
 */
public record GenerationOptions(
    int maxTokens,
    Sampling sampling,
    List<String> stop,
    OptionalInt logprobs,
    Optional<String> schema) {
  public GenerationOptions {
    stop = List.copyOf(stop);
  }

  /** Free text. */
  public GenerationOptions(
      int maxTokens, Sampling sampling, List<String> stop, OptionalInt logprobs) {
    this(maxTokens, sampling, stop, logprobs, Optional.empty());
  }

  /** The same with another way of drawing tokens. */
  public GenerationOptions withSampling(Sampling other) {
    return new GenerationOptions(maxTokens, other, stop, logprobs, schema);
  }

  /** The same, held to a JSON Schema. */
  public GenerationOptions withSchema(String jsonSchema) {
    return new GenerationOptions(maxTokens, sampling, stop, logprobs, Optional.of(jsonSchema));
  }

  /** Greedy, at most this many tokens. */
  public static GenerationOptions greedy(int maxTokens) {
    return new GenerationOptions(
        maxTokens, Sampling.GREEDY, List.of(), OptionalInt.empty(), Optional.empty());
  }
}
