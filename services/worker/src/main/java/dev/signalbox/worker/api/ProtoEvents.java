package dev.signalbox.worker.api;

import dev.signalbox.contracts.inference.v1.Accepted;
import dev.signalbox.contracts.inference.v1.Delta;
import dev.signalbox.contracts.inference.v1.FinishReason;
import dev.signalbox.contracts.inference.v1.Finished;
import dev.signalbox.contracts.inference.v1.GenerateEvent;
import dev.signalbox.contracts.inference.v1.TokenLogprob;
import dev.signalbox.contracts.inference.v1.Usage;
import dev.signalbox.worker.serving.GenerationEvent;

/** From the worker's events to the contract's. */
final class ProtoEvents {
  private ProtoEvents() {}

  static GenerateEvent write(GenerationEvent event) {
    GenerateEvent.Builder out = GenerateEvent.newBuilder();
    return switch (event) {
      case GenerationEvent.Accepted accepted ->
          out.setAccepted(
                  Accepted.newBuilder()
                      .setPromptTokens(accepted.promptTokens())
                      .setImageTokens(accepted.imageTokens())
                      .setCachedTokens(accepted.cachedTokens()))
              .build();
      case GenerationEvent.Delta delta -> {
        Delta.Builder builder = Delta.newBuilder().setText(delta.text());
        delta.logprobs().forEach(logprob -> builder.addLogprobs(logprob(logprob)));
        yield out.setDelta(builder).build();
      }
      case GenerationEvent.Finished finished ->
          out.setFinished(
                  Finished.newBuilder()
                      .setReason(
                          switch (finished.reason()) {
                            case STOP -> FinishReason.FINISH_REASON_STOP;
                            case LENGTH -> FinishReason.FINISH_REASON_LENGTH;
                          })
                      .setUsage(usage(finished.usage())))
              .build();
    };
  }

  private static Usage usage(GenerationEvent.Usage usage) {
    return Usage.newBuilder()
        .setPromptTokens(usage.promptTokens())
        .setImageTokens(usage.imageTokens())
        .setCachedTokens(usage.cachedTokens())
        .setOutputTokens(usage.outputTokens())
        .build();
  }

  private static TokenLogprob logprob(GenerationEvent.TokenLogprob logprob) {
    TokenLogprob.Builder builder =
        TokenLogprob.newBuilder().setToken(logprob.token()).setLogprob(logprob.logprob());
    logprob.alternatives().forEach(other -> builder.addAlternatives(logprob(other)));
    return builder.build();
  }
}
