package dev.signalbox.verdict.vote;

import org.jspecify.annotations.Nullable;

/**
 * What has to hold for a vote to be taken.
 *
 * @param revision that the voter's ballot must have; null for any
 * @param key the request's idempotency key; null for none
 * @param digest of the request: the key is for this one alone
 */
public record Condition(@Nullable Long revision, @Nullable String key, String digest) {
  public static final Condition NONE = new Condition(null, null, "");
}
