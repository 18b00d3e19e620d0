package dev.signalbox.verdict.access;

import java.util.List;

/**
 * What a watcher has not heard of yet.
 *
 * @param store the database that revisions belong to
 * @param revision of the newest thing in here, or the one asked for
 * @param complete there is nothing else: what is not in here is gone
 */
public record AccessNews(
    String store, long revision, boolean complete, List<Key> keys, List<Limit> budgets) {
  /**
   * A key that changed.
   *
   * @param secrets a JSON list of {@code {"h": hex of the SHA-256, "e": expiry in milliseconds}}
   */
  public record Key(
      String id,
      String tenant,
      long requestsPerMinute,
      long tokensPerMinute,
      boolean revoked,
      String secrets) {}

  /** A budget that changed. */
  public record Limit(
      String id,
      String scope,
      String subject,
      String period,
      String unit,
      long cap,
      boolean deleted) {}

  boolean isEmpty() {
    return !complete && keys.isEmpty() && budgets.isEmpty();
  }
}
