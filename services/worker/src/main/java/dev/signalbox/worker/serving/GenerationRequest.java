package dev.signalbox.worker.serving;

import dev.signalbox.worker.prompt.Message;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a caller wants.
 *
 * @param tenant whose share of the worker this uses; caches are not shared between tenants
 * @param maxOutputTokens 0 for the worker's default
 * @param stop strings that end the answer and are not part of it
 * @param logprobs alternatives wanted for each token; empty for no log-probabilities
 * @param schema JSON Schema that the answer must satisfy; empty for free text
 */
public record GenerationRequest(
    String id,
    String tenant,
    List<Message> messages,
    int maxOutputTokens,
    Sampling sampling,
    List<String> stop,
    OptionalInt logprobs,
    Optional<String> schema) {
  public GenerationRequest {
    messages = List.copyOf(messages);
    stop = List.copyOf(stop);
  }
}
