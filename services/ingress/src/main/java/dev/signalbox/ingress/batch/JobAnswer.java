package dev.signalbox.ingress.batch;

import java.nio.charset.StandardCharsets;

/**
 * What came of one job.
 *
 * @param status that the request would have had
 * @param body the answer or the error object
 * @param retryable another try may end otherwise
 */
public record JobAnswer(int status, String requestId, byte[] body, boolean retryable) {
  private static final String UNKNOWN =
      "{\"error\":{\"message\":\"Something went wrong here.\",\"type\":\"server_error\",\"param\":null,\"code\":\"internal_error\"}}";

  /** Something went wrong that nobody expected. */
  static JobAnswer unknown(String requestId, boolean retryable) {
    return new JobAnswer(500, requestId, UNKNOWN.getBytes(StandardCharsets.UTF_8), retryable);
  }
}
