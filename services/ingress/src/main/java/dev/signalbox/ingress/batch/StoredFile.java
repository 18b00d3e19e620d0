package dev.signalbox.ingress.batch;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A file that a client left, or that a batch made.
 *
 * @param createdAt seconds since the epoch
 */
public record StoredFile(
    @JsonProperty("id") String id,
    @JsonProperty("tenant") String tenant,
    @JsonProperty("filename") String filename,
    @JsonProperty("purpose") String purpose,
    @JsonProperty("bytes") long bytes,
    @JsonProperty("created_at") long createdAt) {}
