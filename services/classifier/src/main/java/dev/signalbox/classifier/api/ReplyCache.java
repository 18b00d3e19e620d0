package dev.signalbox.classifier.api;

import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Replies to repeats, the least recently used going first. Requests for one key that come at the
 * same time are worked out once: the first computes, the others share its future. Safe for any
 * number of threads; nothing is computed under the lock.
 */
final class ReplyCache {
  /** A reply, and whether somebody else had worked it out. */
  record Found(ClassifyReply reply, boolean repeat) {}

  private final int most;
  private final Map<String, CompletableFuture<ClassifyReply>> replies =
      new LinkedHashMap<>(64, 0.75f, true);

  ReplyCache(int most) {
    this.most = most;
  }

  Found get(String key, Supplier<ClassifyReply> compute) {
    if (most == 0) {
      return new Found(compute.get(), false);
    }
    CompletableFuture<ClassifyReply> mine = new CompletableFuture<>();
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
      return shared(known);
    }
    return new Found(complete(key, mine, compute), false);
  }

  private ClassifyReply complete(
      String key, CompletableFuture<ClassifyReply> mine, Supplier<ClassifyReply> compute) {
    try {
      ClassifyReply reply = compute.get();
      mine.complete(reply);
      return reply;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      synchronized (replies) {
        replies.remove(key, mine);
      }
      throw e;
    }
  }

  private static Found shared(CompletableFuture<ClassifyReply> known) {
    try {
      return new Found(known.join(), true);
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  int size() {
    synchronized (replies) {
      return replies.size();
    }
  }
}
