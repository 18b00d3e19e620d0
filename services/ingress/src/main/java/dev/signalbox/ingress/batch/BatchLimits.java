package dev.signalbox.ingress.batch;

import java.time.Duration;

/**
 * Bounds of batches.
 *
 * @param fileBytes largest file
 * @param lines most jobs of one batch
 * @param lineBytes longest line of an input
 * @param concurrency jobs asked at once by this process
 * @param attempts most times that a job is asked, when the failures allow another try
 * @param backoff wait before the second attempt; doubles with each further one
 */
public record BatchLimits(
    long fileBytes, int lines, int lineBytes, int concurrency, int attempts, Duration backoff) {}
