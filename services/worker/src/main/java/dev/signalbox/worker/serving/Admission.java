package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.ProblemException;

/**
 * Counts what waits, in requests and tiles. A place is taken when a request comes and its tiles
 * when its headers are read, before any pixel is; both are given back when it starts to run or goes
 * away. Thread-safe.
 */
final class Admission {
  private final ServingLimits limits;
  private int requests;
  private int tiles;

  Admission(ServingLimits limits) {
    this.limits = limits;
  }

  /** What one request holds; given back once, however often that is asked. */
  final class Place {
    private int heldTiles;
    private boolean released;

    /** Adds the request's tiles; refuses when they would be too many. */
    void take(int wanted) {
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

    void release() {
      synchronized (Admission.this) {
        if (!released) {
          released = true;
          requests--;
          tiles -= heldTiles;
        }
      }
    }
  }

  /** A place in the queue; refused when it is full. */
  synchronized Place enter() {
    if (requests >= limits.maxWaiting()) {
      throw overloaded("%d requests are waiting".formatted(requests));
    }
    requests++;
    return new Place();
  }

  synchronized int waiting() {
    return requests;
  }

  synchronized int waitingTiles() {
    return tiles;
  }

  private ProblemException overloaded(String what) {
    return new ProblemException(
        WorkerProblem.OVERLOADED, "The worker is full: " + what + ".", null, limits.retryAfter());
  }
}
