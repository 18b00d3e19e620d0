package dev.signalbox.loadtest.simulator;

import dev.signalbox.loadtest.simulator.Wire.Heading;

/** OpenAI's chat completions, which Azure speaks too. */
final class OpenAiSpeech implements Speech {
  private final Heading heading;
  private final boolean usageAsked;

  OpenAiSpeech(Heading heading, boolean usageAsked) {
    this.heading = heading;
    this.usageAsked = usageAsked;
  }

  @Override
  public String whole(String text, String finishReason, Usage usage) {
    return Wire.completion(heading, text, finishReason, usage);
  }

  @Override
  public String opening(Usage prompt) {
    return Wire.chunk(heading, usageAsked, null, null);
  }

  @Override
  public String piece(String text) {
    return Wire.chunk(heading, usageAsked, text, null);
  }

  @Override
  public String ending(String finishReason, Usage usage) {
    String last = Wire.chunk(heading, usageAsked, null, finishReason);
    return (usageAsked ? last + Wire.usageChunk(heading, usage) : last) + Wire.DONE;
  }
}
