package dev.signalbox.worker.serving;

import java.util.List;

/** What happens to an admitted request: once accepted, many deltas, once finished. */
public sealed interface GenerationEvent {
  /** Pictures are decoded and the prompt is counted. */
  record Accepted(int promptTokens, int imageTokens, int cachedTokens) implements GenerationEvent {}

  /** Text that became whole; empty while a character is incomplete. */
  record Delta(String text, List<TokenLogprob> logprobs) implements GenerationEvent {
    public Delta {
      logprobs = List.copyOf(logprobs);
    }
  }

  /** The end of a successful answer. */
  record Finished(Reason reason, Usage usage) implements GenerationEvent {}

  /** Why an answer ended. */
  enum Reason {
    STOP,
    LENGTH
  }

  /** Tokens used. */
  record Usage(int promptTokens, int imageTokens, int cachedTokens, int outputTokens) {}

  /** A token's text, the natural logarithm of its probability, and its rivals. */
  record TokenLogprob(String token, float logprob, List<TokenLogprob> alternatives) {
    public TokenLogprob {
      alternatives = List.copyOf(alternatives);
    }
  }
}
