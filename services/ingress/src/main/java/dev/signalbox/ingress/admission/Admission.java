package dev.signalbox.ingress.admission;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.keys.KeyCheck;
import dev.signalbox.ingress.keys.Keys;
import dev.signalbox.platform.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Lets requests in. Thread-safe; never waits. */
public final class Admission {
  private static final String SCHEME = "Bearer ";
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Keys keys;
  private final RateGate rates;
  private final EventLog events;
  private final int mostRequests;
  private final long mostBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param mostRequests let in at once
   * @param mostBytes of request bodies held at once
   */
  public Admission(Keys keys, RateGate rates, EventLog events, int mostRequests, long mostBytes) {
    this.keys = keys;
    this.rates = rates;
    this.events = events;
    this.mostRequests = mostRequests;
    this.mostBytes = mostBytes;
  }

  /**
   * Whose key the header holds.
   *
   * @param authorization the header, if there is one
   * @throws ProblemException 401, or 503 while no keys were ever read
   */
  public ApiKey authenticate(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || authorization.length() == SCHEME.length()) {
      throw new ProblemException(
          IngressProblem.INVALID_API_KEY,
          "You didn't provide an API key. Send it as 'Authorization: Bearer sk-...'.");
    }
    return switch (keys.check(authorization.substring(SCHEME.length()).strip())) {
      case KeyCheck.Valid(ApiKey key) -> key;
      case KeyCheck.Refused(String message) ->
          throw new ProblemException(IngressProblem.INVALID_API_KEY, message);
      case KeyCheck.Unavailable() ->
          throw new ProblemException(
              IngressProblem.KEYS_UNAVAILABLE,
              "API keys can't be checked right now. Try again.",
              null,
              SOON);
    };
  }

  /** The key's turn at its rates; nothing is counted yet. */
  public RateTurn turn(ApiKey key) {
    return rates.turn(key);
  }

  /**
   * Takes a place, and counts the request against its key's rate.
   *
   * @throws ProblemException 503 when all are taken, or when events would find no room; 429 when
   *     the key's rate is reached
   */
  public Ticket enter(RateTurn turn) {
    if (!events.hasRoom()) {
      throw new ProblemException(
          IngressProblem.EVENTS_UNAVAILABLE,
          "Requests can't be recorded right now, so none is answered. Try again.",
          null,
          Duration.ofSeconds(5));
    }
    if (requests.incrementAndGet() > mostRequests) {
      requests.decrementAndGet();
      throw overloaded();
    }
    try {
      turn.takeRequest();
    } catch (ProblemException e) {
      requests.decrementAndGet();
      throw e;
    }
    return new Ticket();
  }

  public int inFlight() {
    return requests.get();
  }

  private static ProblemException overloaded() {
    return new ProblemException(
        IngressProblem.OVERLOADED, "Too many requests are being answered. Try again.", null, SOON);
  }

  /** A place taken. Used on one context only. */
  public final class Ticket {
    private long held;
    private boolean released;

    /**
     * Takes room for more bytes of the body.
     *
     * @throws ProblemException 503 when there is none
     */
    public void hold(long more) {
      if (bytes.addAndGet(more) > mostBytes) {
        bytes.addAndGet(-more);
        throw overloaded();
      }
      held += more;
    }

    /** Gives the place back; once is enough, more does no harm. */
    public void release() {
      if (!released) {
        released = true;
        bytes.addAndGet(-held);
        requests.decrementAndGet();
      }
    }
  }
}
