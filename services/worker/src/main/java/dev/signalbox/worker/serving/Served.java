package dev.signalbox.worker.serving;

import java.time.Duration;

/**
 * A request whose answer is whole, as the metrics see it.
 *
 * @param maxOutputTokens most tokens that the answer might have had
 * @param queued from submitting to the beginning of its prompt
 * @param prefill from there to its first token
 * @param decode from its first token to its last
 */
public record Served(
    GenerationEvent.Reason reason,
    GenerationEvent.Usage usage,
    int maxOutputTokens,
    Duration queued,
    Duration prefill,
    Duration decode) {
  /** From submitting to the last token. */
  public Duration total() {
    return queued.plus(prefill).plus(decode);
  }
}
