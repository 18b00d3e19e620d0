package dev.signalbox.verdict.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be.
 *
 * @param id public name; goes into events
 * @param label for people
 * @param requestsPerMinute 0 for no limit
 * @param tokensPerMinute 0 for no limit
 * @param expires from when on it is refused; absent for never
 */
public record KeyWish(
    String id,
    String tenant,
    String label,
    long requestsPerMinute,
    long tokensPerMinute,
    @Nullable Instant expires) {}
