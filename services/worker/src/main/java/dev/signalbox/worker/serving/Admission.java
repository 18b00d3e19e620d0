package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.ProblemException;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what waits, in requests, tiles and tokens. A place is taken when a request comes, its
 * tiles when its pictures' headers are read and its tokens when the prompt is counted, before any
 * pixel is; all are given back when it starts to run or goes away. The last quarter of the places
 * is for tenants that hold none, so that one tenant's flood leaves room for another's request.
 * Thread-safe.
 */
final class Admission {
  private final ServingLimits limits;
  private final Map<String, Integer> byTenant = new HashMap<>();
  private int requests;
  private int tiles;
  private int tokens;

  Admission(ServingLimits limits) {
    this.limits = limits;
  }

  /** What one request holds; given back once, however often that is asked. */
  final class Place {
    private final String tenant;
    private int heldTiles;
    private int heldTokens;
    private boolean released;

    private Place(String tenant) {
      this.tenant = tenant;
    }

    /** Adds the request's tiles; refuses when they would be too many. */
    void takeTiles(int wanted) {
      synchronized (Admission.this) {
        if (!released && tiles + wanted > limits.maxWaitingTiles() && tiles > 0) {
          throw overloaded("%d picture tiles are waiting".formatted(tiles));
        }
        if (!released) {
          heldTiles += wanted;
          tiles += wanted;
        }
      }
    }

    /** Adds the request's prompt and longest answer; refuses when they would be too many. */
    void takeTokens(int wanted) {
      synchronized (Admission.this) {
        if (!released && (long) tokens + wanted > limits.maxWaitingTokens() && tokens > 0) {
          throw overloaded("%d tokens are waiting".formatted(tokens));
        }
        if (!released) {
          heldTokens += wanted;
          tokens += wanted;
        }
      }
    }

    void release() {
      synchronized (Admission.this) {
        if (!released) {
          released = true;
          requests--;
          byTenant.computeIfPresent(tenant, (name, held) -> held == 1 ? null : held - 1);
          tiles -= heldTiles;
          tokens -= heldTokens;
        }
      }
    }
  }

  /** A place in the queue; refused when it is full, or full for this tenant. */
  synchronized Place enter(String tenant) {
    boolean shared = byTenant.containsKey(tenant);
    int most = limits.maxWaiting() - (shared ? limits.maxWaiting() / 4 : 0);
    if (requests >= most) {
      throw overloaded("%d requests are waiting".formatted(requests));
    }
    requests++;
    byTenant.merge(tenant, 1, Integer::sum);
    return new Place(tenant);
  }

  synchronized int waiting() {
    return requests;
  }

  synchronized int waitingTiles() {
    return tiles;
  }

  synchronized int waitingTokens() {
    return tokens;
  }

  private ProblemException overloaded(String what) {
    return new ProblemException(
        WorkerProblem.OVERLOADED, "The worker is full: " + what + ".", null, limits.retryAfter());
  }
}
