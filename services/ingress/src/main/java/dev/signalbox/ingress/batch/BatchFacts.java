package dev.signalbox.ingress.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it is written down. Times are seconds since the epoch, 0 for not yet.
 *
 * @param keyId public id of the key that made it
 * @param errors what is wrong with its input
 */
record BatchFacts(
    @JsonProperty("id") String id,
    @JsonProperty("tenant") String tenant,
    @JsonProperty("key_id") String keyId,
    @JsonProperty("endpoint") String endpoint,
    @JsonProperty("input_file_id") String inputFileId,
    @JsonProperty("window") String window,
    @JsonProperty("metadata") Map<String, String> metadata,
    @JsonProperty("status") Status status,
    @JsonProperty("created_at") long createdAt,
    @JsonProperty("expires_at") long expiresAt,
    @JsonProperty("in_progress_at") long inProgressAt,
    @JsonProperty("cancelling_at") long cancellingAt,
    @JsonProperty("finalizing_at") long finalizingAt,
    @JsonProperty("ended_at") long endedAt,
    @JsonProperty("output_file_id") @Nullable String outputFileId,
    @JsonProperty("error_file_id") @Nullable String errorFileId,
    @JsonProperty("total") int total,
    @JsonProperty("completed") int completed,
    @JsonProperty("failed") int failed,
    @JsonProperty("errors") List<InputError> errors) {
  /** Where a batch stands, in the API's words. */
  enum Status {
    VALIDATING,
    FAILED,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    EXPIRED,
    CANCELLING,
    CANCELLED;

    boolean ended() {
      return this == FAILED || this == COMPLETED || this == EXPIRED || this == CANCELLED;
    }
  }

  /**
   * What is wrong with a line.
   *
   * @param line from 1
   */
  record InputError(
      @JsonProperty("code") String code,
      @JsonProperty("message") String message,
      @JsonProperty("line") int line) {}
}
