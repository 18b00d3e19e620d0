package dev.signalbox.ingress.parity;

import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.events.EventKind;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.seldom.Seldom;
import dev.signalbox.platform.spool.SpoolFullException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jboss.logging.Logger;

/**
 * Takes drawn requests in and has them compared, a few at a time, each on the event loop that
 * answered it. Whatever happens to a drawn request is written down as one outcome. What waits here
 * is lost with the process; that is visible too, for the draw can be repeated. Thread-safe.
 */
public final class ParityDesk {
  private static final Logger LOG = Logger.getLogger(ParityDesk.class);
  private static final Seldom NO_ROOM = new Seldom();

  private final ParityLimits limits;
  private final Comparing comparing;
  private final EventLog events;
  private final InstantSource clock;
  private final ParityObserver observer;
  private final DailySpend spend;
  private final Queue<Pair> waiting = new ArrayDeque<>();
  private int running;

  public ParityDesk(
      ParityLimits limits,
      Comparing comparing,
      EventLog events,
      InstantSource clock,
      ParityObserver observer) {
    this.limits = limits;
    this.comparing = comparing;
    this.events = events;
    this.clock = clock;
    this.observer = observer;
    this.spend = new DailySpend(clock);
  }

  /** Largest answer that is worth keeping. */
  public int bytes() {
    return limits.bytes();
  }

  /** Drawn requests that are not judged yet. */
  public synchronized int backlog() {
    return waiting.size() + running;
  }

  /** Whether a judge can see all there is to see: one answer in words. */
  public static boolean comparable(ChatRequest request) {
    return request.tools().isEmpty() && request.sampling().choices() == 1;
  }

  /** Takes a drawn request in, where there is a judge. Returns at once; never throws. */
  public void offer(Pair pair) {
    if (!comparing.hasJudge(pair)) {
      return;
    }
    if (!comparable(pair.request())) {
      drop(pair, OutcomeObserved.Ungraded.NOT_COMPARABLE);
    } else if (comparing.judge(pair).isEmpty()) {
      drop(pair, OutcomeObserved.Ungraded.JUDGE_BLIND);
    } else if (pair.text().isEmpty() || !limits.hold(pair.request())) {
      drop(pair, OutcomeObserved.Ungraded.TOO_LARGE);
    } else if (!spend.hasRoom(pair.route(), pair.parity().dailyCap())) {
      drop(pair, OutcomeObserved.Ungraded.OVER_CAP);
    } else if (queued(pair)) {
      next();
    } else {
      drop(pair, OutcomeObserved.Ungraded.QUEUE_FULL);
    }
  }

  private synchronized boolean queued(Pair pair) {
    return waiting.size() < limits.waiting() && waiting.add(pair);
  }

  private void next() {
    Pair pair;
    synchronized (this) {
      pair = running < limits.parallel() ? waiting.poll() : null;
      if (pair == null) {
        return;
      }
      running++;
    }
    Pair begun = pair;
    begun.context().runOnContext(now -> compare(begun));
  }

  private void compare(Pair pair) {
    comparing
        .compare(pair)
        .onComplete(
            ended -> {
              if (ended.succeeded()) {
                Comparing.Result result = ended.result();
                Money proof = result.proof().money();
                spend.add(pair.route(), proof);
                record(pair, result.judge(), result.reference(), proof, result.outcome());
              } else {
                LOG.error("the comparison of " + pair.decisionId() + " failed", ended.cause());
              }
              synchronized (this) {
                running--;
              }
              next();
            });
  }

  private void drop(Pair pair, OutcomeObserved.Ungraded why) {
    record(pair, Optional.empty(), Optional.empty(), Money.ZERO, new Outcome.Ungraded(why));
  }

  private void record(
      Pair pair, Optional<Model> judge, Optional<Money> reference, Money proof, Outcome outcome) {
    Instant now = clock.instant();
    observer.ended(
        pair.route(),
        switch (outcome) {
          case Outcome.Graded graded -> "graded";
          case Outcome.Ungraded(OutcomeObserved.Ungraded why) -> why.value();
        },
        proof);
    try {
      events.append(
          EventKind.OUTCOME_OBSERVED,
          OutcomeEvent.id(pair),
          pair.tenant(),
          now,
          pair.traceparent(),
          OutcomeEvent.of(pair, judge, reference, proof, outcome, now));
    } catch (SpoolFullException e) {
      NO_ROOM.say(
          more ->
              LOG.warnf(
                  "the outcome of %s found no room in the event spool and is not counted%s",
                  pair.decisionId(), more));
    }
  }
}
