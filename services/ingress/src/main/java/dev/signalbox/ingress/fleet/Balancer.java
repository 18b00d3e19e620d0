package dev.signalbox.ingress.fleet;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The least loaded worker that holds the request's prefix or picture; where nobody holds any of it,
 * its home by rendezvous hashing, so that replicas which don't talk agree, with bounded loads
 * (Mirrokni, Thorup, Zadimoghaddam: Consistent Hashing with Bounded Loads, 2018). Pure.
 */
public final class Balancer {
  /** No worker gets more than 5/4 of its share while nobody holds anything. */
  private static final int SLACK_NUMERATOR = 5;

  private static final int SLACK_DENOMINATOR = 4;

  /** 2 to the power of -53: the distance of doubles below 1. */
  private static final double UNIT = 0x1.0p-53;

  private Balancer() {}

  /**
   * Chooses. Resting workers are chosen from only when all rest.
   *
   * @param workers in any order; the choice does not depend on it
   * @param holders ids of endpoints that hold a key, others than the workers' own included
   * @return empty only without workers
   */
  public static Optional<Pick> pick(
      List<Standing> workers, Affinity affinity, LongFunction<Collection<String>> holders) {
    List<Standing> awake = workers.stream().filter(worker -> !worker.resting()).toList();
    List<Standing> open = awake.isEmpty() ? workers : awake;
    if (open.isEmpty()) {
      return Optional.empty();
    }
    long busy = open.stream().mapToLong(Standing::busy).sum();
    long places = open.stream().mapToLong(Standing::places).sum();
    for (long key : affinity.keys()) {
      Collection<String> holding = holders.apply(key);
      Standing best = null;
      for (Standing worker : open) {
        if (holding.contains(worker.id())
            && worker.busy() < Math.max(worker.places(), share(worker, busy, places))
            && (best == null || lighter(worker, best))) {
          best = worker;
        }
      }
      if (best != null) {
        return Optional.of(new Pick(best.id(), Pick.Why.HOLDER));
      }
    }
    return Optional.of(home(open, affinity.home(), busy, places));
  }

  /** The first in the key's own order of workers that has not had its share. */
  private static Pick home(List<Standing> open, long key, long busy, long places) {
    Standing first = open.get(0);
    Standing free = null;
    for (Standing worker : open) {
      if (before(key, worker, first)) {
        first = worker;
      }
      if (worker.busy() < share(worker, busy, places)
          && (free == null || before(key, worker, free))) {
        free = worker;
      }
    }
    // The shares add up to more than all that is under way: somebody is below his.
    Standing chosen = free == null ? first : free;
    return new Pick(chosen.id(), chosen.equals(first) ? Pick.Why.HOME : Pick.Why.NEXT);
  }

  /** Requests that a worker may have once this one is placed, rounded up. */
  private static long share(Standing worker, long busy, long places) {
    return Math.ceilDiv(SLACK_NUMERATOR * (busy + 1) * worker.places(), SLACK_DENOMINATOR * places);
  }

  private static boolean lighter(Standing one, Standing other) {
    int order =
        Long.compare((long) one.busy() * other.places(), (long) other.busy() * one.places());
    return order < 0 || (order == 0 && one.id().compareTo(other.id()) < 0);
  }

  private static boolean before(long key, Standing one, Standing other) {
    int order = Double.compare(score(key, one), score(key, other));
    return order > 0 || (order == 0 && one.id().compareTo(other.id()) < 0);
  }

  /** Weighted rendezvous hashing: the places are the weight. The same on every machine. */
  private static double score(long key, Standing worker) {
    double uniform = ((Mixing.mix(key, worker.id()) >>> 11) + 0.5) * UNIT;
    return worker.places() / -StrictMath.log(uniform);
  }
}
