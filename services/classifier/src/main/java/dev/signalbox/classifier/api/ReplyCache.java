package dev.signalbox.classifier.api;

import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Replies to repeats, the least recently used going first. Requests for one key that come at the
 * same time are worked out once: the first computes, the others share its future, and nobody waits
 * on a thread. Safe for any number of threads; nothing is computed under the lock.
 */
final class ReplyCache {
  /**
   * A reply, and whether somebody else had worked it out.
   *
   * @param reply done already, unless somebody else is still at it; it fails as that one's fails
   */
  record Found(CompletableFuture<ClassifyReply> reply, boolean repeat) {}

  private final int most;
  private final Map<String, CompletableFuture<ClassifyReply>> replies =
      new LinkedHashMap<>(64, 0.75f, true);

  ReplyCache(int most) {
    this.most = most;
  }

  /** Computes on the calling thread when nobody has. */
  Found get(String key, Supplier<ClassifyReply> compute) {
    CompletableFuture<ClassifyReply> mine = new CompletableFuture<>();
    if (most == 0) {
      complete(mine, compute);
      return new Found(mine, false);
    }
    CompletableFuture<ClassifyReply> known;
    synchronized (replies) {
      known = replies.putIfAbsent(key, mine);
      if (replies.size() > most) {
        var oldest = replies.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    }
    if (known != null) {
      return new Found(known, true);
    }
    if (!complete(mine, compute)) {
      synchronized (replies) {
        replies.remove(key, mine);
      }
    }
    return new Found(mine, false);
  }

  private static boolean complete(
      CompletableFuture<ClassifyReply> reply, Supplier<ClassifyReply> compute) {
    try {
      return reply.complete(compute.get());
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
      return false;
    }
  }

  int size() {
    synchronized (replies) {
      return replies.size();
    }
  }
}
