package dev.signalbox.ingress.classify;

import java.time.Duration;

/**
 * Bounds of one question.
 *
 * @param maxChars most characters of the conversation that are sent
 */
public record ClassifierLimits(
    Duration deadline, int maxChars, int failuresToOpen, Duration coolDown) {}
