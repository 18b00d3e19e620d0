package dev.signalbox.ingress.admission;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** One request's turn at its key's rates. Used on one context only. */
public final class RateTurn {
  /** A key without limits. */
  public static final RateTurn UNLIMITED =
      new RateTurn(RateBucket.UNLIMITED, RateBucket.UNLIMITED, () -> 0);

  private final RateBucket requests;
  private final RateBucket tokens;
  private final LongSupplier nanoTime;
  private long taken;
  private boolean settled;

  RateTurn(RateBucket requests, RateBucket tokens, LongSupplier nanoTime) {
    this.requests = requests;
    this.tokens = tokens;
    this.nanoTime = nanoTime;
  }

  /** Is told a header's name and its value. */
  @FunctionalInterface
  public interface Headers {
    void put(String name, String value);
  }

  /**
   * Counts the request.
   *
   * @throws ProblemException 429
   */
  void takeRequest() {
    long wait = requests.take(1, nanoTime.getAsLong());
    if (wait > 0) {
      throw limited("requests", requests.limit(), wait);
    }
  }

  /**
   * Counts the tokens that it is expected to use.
   *
   * @throws ProblemException 429
   */
  public void takeTokens(long expected) {
    long wait = tokens.take(expected, nanoTime.getAsLong());
    if (wait > 0) {
      throw limited("tokens", tokens.limit(), wait);
    }
    taken = expected;
  }

  /**
   * Puts what was used in the place of what was expected, once; a request that failed used nothing.
   */
  public void settle(long used) {
    if (!settled) {
      settled = true;
      tokens.correct(used - taken, nanoTime.getAsLong());
    }
  }

  /** The standard headers, for what is limited. */
  public void describe(Headers headers) {
    describe("requests", requests, headers);
    describe("tokens", tokens, headers);
  }

  private void describe(String what, RateBucket bucket, Headers headers) {
    if (bucket.limit() > 0) {
      long now = nanoTime.getAsLong();
      headers.put("x-ratelimit-limit-" + what, Long.toString(bucket.limit()));
      headers.put("x-ratelimit-remaining-" + what, Long.toString(bucket.remaining(now)));
      headers.put("x-ratelimit-reset-" + what, duration(bucket.reset(now)));
    }
  }

  /**
   * The same in Anthropic's names.
   *
   * @param now by the clock on the wall
   * @see <a href="https://docs.anthropic.com/en/api/rate-limits#response-headers">its headers</a>
   */
  public void describeAsAnthropic(Instant now, Headers headers) {
    describe("requests", requests, now, headers);
    describe("tokens", tokens, now, headers);
  }

  private void describe(String what, RateBucket bucket, Instant now, Headers headers) {
    if (bucket.limit() > 0) {
      long at = nanoTime.getAsLong();
      String name = "anthropic-ratelimit-" + what;
      headers.put(name + "-limit", Long.toString(bucket.limit()));
      headers.put(name + "-remaining", Long.toString(bucket.remaining(at)));
      Instant reset = now.plusNanos(bucket.reset(at)).plusMillis(999);
      headers.put(name + "-reset", reset.truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }

  /** As OpenAI writes it: {@code 250ms} or {@code 6.5s}. */
  private static String duration(long nanos) {
    long millis = (nanos + 999_999) / 1_000_000;
    return millis < 1_000
        ? millis + "ms"
        : millis / 1_000 + (millis % 1_000 == 0 ? "s" : "." + millis % 1_000 / 100 + "s");
  }

  private static ProblemException limited(String what, long limit, long wait) {
    return new ProblemException(
        IngressProblem.RATE_LIMITED,
        "This API key's limit of " + limit + " " + what + " a minute is reached.",
        null,
        Duration.ofNanos(wait));
  }
}
