package dev.signalbox.ingress.upstream;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * What every attempt has in common: one ending, told once; patience for the first token and for
 * silence after it; a reader that may stop reading. Used on one context only.
 */
abstract class WatchedCall implements ModelCall {
  private final Vertx vertx;
  private AnswerListener listener;
  private final Watchdog watchdog;
  private boolean started;
  private boolean paused;
  private boolean ended;

  WatchedCall(Vertx vertx, Duration patience, Duration idle, AnswerListener listener) {
    this.vertx = vertx;
    this.listener = listener;
    this.watchdog =
        new Watchdog(
            vertx,
            patience,
            () -> abort(UpstreamFailure.Kind.TIMED_OUT, "It did not answer in time."),
            idle,
            () -> abort(UpstreamFailure.Kind.STALLED, "It fell silent inside its answer."));
  }

  /** Closes what is open towards the upstream, at once; harmless when nothing is. */
  abstract void reset();

  /** Stops or goes on reading what the upstream sends; harmless when there is nothing to read. */
  abstract void read(boolean on);

  final AnswerListener listener() {
    return listener;
  }

  /**
   * The listener, for the last time: a connection that is kept remembers its last call, and would
   * remember that call's request, however large, with it.
   */
  final AnswerListener release() {
    AnswerListener last = listener;
    listener = Nobody.INSTANCE;
    return last;
  }

  final boolean ended() {
    return ended;
  }

  final boolean paused() {
    return paused;
  }

  final boolean started() {
    return started;
  }

  /** The first token came: from now on silence counts. */
  final void start() {
    if (!started) {
      started = true;
      watchdog.started();
    }
  }

  /** Something came. */
  final void touched() {
    watchdog.touched();
  }

  final void cut() {
    fail(UpstreamFailure.of(UpstreamFailure.Kind.CUT, "It closed the connection."));
  }

  final void fail(UpstreamFailure failure) {
    if (end()) {
      release().failed(failure);
    }
  }

  /** For failures that may be known before the attempt has begun. */
  final void failSoon(UpstreamFailure failure) {
    vertx.runOnContext(now -> fail(failure));
  }

  /** Fails, and closes what is open. */
  final void abort(UpstreamFailure.Kind kind, String message) {
    fail(UpstreamFailure.of(kind, message));
    reset();
  }

  /** False when it had ended before; whoever gets a true answer tells the listener. */
  final boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    watchdog.stop();
    return true;
  }

  @Override
  public final void cancel() {
    if (end()) {
      reset();
      release();
    }
  }

  @Override
  public final void pause() {
    paused = true;
    watchdog.paused();
    if (!ended) {
      read(false);
    }
  }

  @Override
  public final void resume() {
    paused = false;
    watchdog.resumed();
    if (!ended) {
      read(true);
    }
  }
}
