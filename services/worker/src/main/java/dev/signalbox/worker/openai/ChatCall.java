package dev.signalbox.worker.openai;

import dev.signalbox.worker.serving.GenerationRequest;

/**
 * A chat completion request as it was read.
 *
 * @param model the name that was asked for; empty when none was
 * @param includeUsage whether a stream ends with a usage chunk
 */
public record ChatCall(
    String model, GenerationRequest request, boolean stream, boolean includeUsage) {}
