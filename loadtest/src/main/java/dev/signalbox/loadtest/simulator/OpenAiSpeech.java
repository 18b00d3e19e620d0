package dev.signalbox.loadtest.simulator;

import dev.signalbox.loadtest.simulator.Wire.Heading;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions, which Azure speaks too. */
final class OpenAiSpeech implements Speech {
  private final Heading heading;
  private final boolean usageAsked;
  private final @Nullable String function;

  /**
   * @param function that is called, its arguments the answer's text; absent for an answer in words
   */
  OpenAiSpeech(Heading heading, boolean usageAsked, @Nullable String function) {
    this.heading = heading;
    this.usageAsked = usageAsked;
    this.function = function;
  }

  @Override
  public String whole(String text, String finishReason, Usage usage) {
    return function == null
        ? Wire.completion(heading, text, finishReason, usage)
        : Wire.call(heading, function, text, reason(finishReason), usage);
  }

  @Override
  public String opening(Usage prompt) {
    String role = Wire.chunk(heading, usageAsked, null, null);
    return function == null ? role : role + Wire.callChunk(heading, usageAsked, function, "");
  }

  @Override
  public String piece(String text) {
    return function == null
        ? Wire.chunk(heading, usageAsked, text, null)
        : Wire.callChunk(heading, usageAsked, null, text);
  }

  @Override
  public String ending(String finishReason, Usage usage) {
    String last = Wire.chunk(heading, usageAsked, null, reason(finishReason));
    return (usageAsked ? last + Wire.usageChunk(heading, usage) : last) + Wire.DONE;
  }

  private String reason(String finishReason) {
    return function != null && finishReason.equals("stop") ? "tool_calls" : finishReason;
  }
}
