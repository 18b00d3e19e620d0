package dev.signalbox.ingress.upstream;

import java.time.Duration;

/**
 * Bounds of every upstream call.
 *
 * @param idle longest silence inside a stream
 * @param answerBytes largest plain answer and largest event
 */
public record UpstreamLimits(
    Duration connect,
    Duration idle,
    Duration keepAlive,
    int connections,
    int waiting,
    int answerBytes,
    int failuresToOpen,
    Duration coolDown,
    Duration longestCoolDown) {}
