package dev.signalbox.verdict.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is listed.
 *
 * @param lastFour of the newest secret
 * @param expires of the newest secret
 * @param retiring when the secret before that stops working; absent when there is none
 */
public record KeyEntry(
    String id,
    String tenant,
    String label,
    long requestsPerMinute,
    long tokensPerMinute,
    Instant createdAt,
    String createdBy,
    @Nullable Instant revokedAt,
    String lastFour,
    @Nullable Instant expires,
    @Nullable Instant retiring) {}
