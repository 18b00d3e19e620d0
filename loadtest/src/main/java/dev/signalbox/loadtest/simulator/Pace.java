package dev.signalbox.loadtest.simulator;

import dev.signalbox.loadtest.simulator.ChatRequest.Wish;

/**
 * How fast answers come.
 *
 * @param firstTokenMillis from the request's last byte to the first token
 * @param tokenMicros between two tokens; 0 sends all at once
 * @param slowHeaderMillis how late {@link Fault#SLOW_HEADERS} is
 */
public record Pace(long firstTokenMillis, long tokenMicros, long slowHeaderMillis) {
  Pace with(Wish wish) {
    return new Pace(
        wish.firstTokenMillis() < 0 ? firstTokenMillis : wish.firstTokenMillis(),
        wish.tokenMicros() < 0 ? tokenMicros : wish.tokenMicros(),
        slowHeaderMillis);
  }

  /** Delay before the first token under this fault, in milliseconds. */
  long startMillis(Fault fault) {
    return firstTokenMillis + (fault == Fault.SLOW_HEADERS ? slowHeaderMillis : 0);
  }

  /** Tokens that exist {@code elapsedNanos} after the first one was due, at most {@code all}. */
  int generated(long elapsedNanos, int all) {
    if (elapsedNanos < 0) {
      return 0;
    }
    return tokenMicros == 0 ? all : (int) Math.min(all, 1 + elapsedNanos / (tokenMicros * 1_000));
  }
}
