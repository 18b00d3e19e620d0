package dev.signalbox.ingress.batch;

/**
 * What came of one job.
 *
 * @param status that the request would have had
 * @param body the answer or the error object
 * @param retryable another try may end otherwise
 */
public record JobAnswer(int status, String requestId, byte[] body, boolean retryable) {}
