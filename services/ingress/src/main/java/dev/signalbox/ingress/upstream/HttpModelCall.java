package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.AnswerReader;
import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.SseDecoder;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request to an OpenAI-compatible API, from connection to ending. Used on one context only. */
final class HttpModelCall implements ModelCall {
  private static final int OK = 200;
  private static final long LINGER_MILLIS = 1_000;
  private static final int ERROR_BYTES = 64 * 1024;
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private final Vertx vertx;
  private final UpstreamLimits limits;
  private final boolean stream;
  private final AnswerListener listener;
  private final Watchdog watchdog;
  private final SseDecoder decoder;
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;
  private boolean paused;
  private boolean started;
  private boolean doneSeen;
  private long lingering = -1;
  private boolean ended;

  HttpModelCall(
      Vertx vertx,
      UpstreamLimits limits,
      boolean stream,
      Duration patience,
      AnswerListener listener) {
    this.vertx = vertx;
    this.limits = limits;
    this.stream = stream;
    this.listener = listener;
    this.decoder = new SseDecoder(limits.answerBytes(), this::event);
    this.watchdog =
        new Watchdog(
            vertx,
            patience,
            () -> abort(UpstreamFailure.Kind.TIMED_OUT, "It did not answer in time."),
            limits.idle(),
            () -> abort(UpstreamFailure.Kind.STALLED, "It fell silent inside its answer."));
  }

  void connected(AsyncResult<HttpClientRequest> ready, Buffer body) {
    if (ready.failed()) {
      notConnected(ready.cause());
      return;
    }
    HttpClientRequest connected = ready.result();
    if (ended) {
      connected.reset();
      return;
    }
    request = connected;
    connected.exceptionHandler(e -> cut());
    connected.response().onSuccess(this::head).onFailure(e -> cut());
    connected.end(body);
  }

  /** Told later, because a connection may be refused before the attempt has begun. */
  private void notConnected(Throwable cause) {
    UpstreamFailure failure =
        cause instanceof ConnectionPoolTooBusyException
            ? UpstreamFailure.of(
                UpstreamFailure.Kind.QUEUE_FULL, "Too many requests wait for a connection to it.")
            : UpstreamFailure.of(UpstreamFailure.Kind.UNREACHABLE, "It can't be reached.");
    vertx.runOnContext(now -> fail(failure));
  }

  private void cut() {
    fail(UpstreamFailure.of(UpstreamFailure.Kind.CUT, "It closed the connection."));
  }

  private void head(HttpClientResponse head) {
    if (ended) {
      return;
    }
    response = head;
    head.exceptionHandler(e -> cut());
    boolean events = contentType(head).startsWith("text/event-stream");
    if (head.statusCode() == OK && stream && events) {
      head.handler(this::streamed);
      head.endHandler(end -> streamEnded());
    } else {
      int most = head.statusCode() == OK ? limits.answerBytes() : ERROR_BYTES;
      WholeBody whole = new WholeBody(most, head.getHeader(HttpHeaders.CONTENT_LENGTH));
      head.handler(
          piece -> {
            if (!whole.add(piece)) {
              abort(UpstreamFailure.Kind.MALFORMED, "Its answer is too large.");
            }
          });
      head.endHandler(end -> whole(head, whole));
    }
    if (paused) {
      head.pause();
    }
  }

  private static String contentType(HttpClientResponse head) {
    String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type;
  }

  private void streamed(Buffer piece) {
    if (ended) {
      return;
    }
    watchdog.touched();
    byte[] bytes = piece.getBytes();
    if (!decoder.feed(bytes, 0, bytes.length)) {
      abort(UpstreamFailure.Kind.MALFORMED, "An event of its stream is too large.");
      return;
    }
    afterEvents();
  }

  /**
   * Flushes what was decoded, and ends when {@code [DONE]} was among it: what follows that does not
   * matter.
   */
  private void afterEvents() {
    if (ended) {
      return;
    }
    listener.flush();
    if (doneSeen && !ended) {
      end();
      closeUnlessItEnds();
      listener.done();
    }
  }

  /** What said that it is done and goes on all the same does not keep its connection. */
  private void closeUnlessItEnds() {
    lingering = vertx.setTimer(LINGER_MILLIS, id -> reset());
  }

  private void reset() {
    if (request != null) {
      request.reset();
    }
  }

  private void streamEnded() {
    if (ended) {
      vertx.cancelTimer(lingering);
      return;
    }
    decoder.finish();
    afterEvents();
    fail(
        UpstreamFailure.of(
            UpstreamFailure.Kind.CUT, "Its stream ended without saying that it was done."));
  }

  private void event(byte[] data, int length) {
    if (ended || doneSeen) {
      return;
    }
    if (isDone(data, length)) {
      doneSeen = true;
      return;
    }
    Optional<AnswerReading> reading = AnswerReader.read(data, 0, length);
    if (reading.isEmpty()) {
      abort(UpstreamFailure.Kind.MALFORMED, "An event of its stream is no JSON object.");
      return;
    }
    AnswerReading chunk = reading.get();
    if (chunk.error() != null) {
      abort(UpstreamFailure.Kind.ERROR_INSIDE, "It sent an error inside its stream.");
      return;
    }
    if (!started) {
      started = true;
      watchdog.started();
    }
    listener.chunk(data, length, chunk);
  }

  private static boolean isDone(byte[] data, int length) {
    return length >= DONE.length
        && java.util.Arrays.equals(data, 0, DONE.length, DONE, 0, DONE.length)
        && new String(data, 0, length, StandardCharsets.UTF_8).strip().length() == DONE.length;
  }

  private void whole(HttpClientResponse head, WholeBody whole) {
    if (ended) {
      return;
    }
    if (head.statusCode() != OK) {
      fail(HttpFailures.of(head, whole.bytes(), whole.length()));
      return;
    }
    Optional<AnswerReading> reading = AnswerReader.read(whole.bytes(), 0, whole.length());
    if (reading.isPresent() && reading.get().error() != null) {
      fail(
          UpstreamFailure.of(
              UpstreamFailure.Kind.ERROR_INSIDE, "It claimed success and sent an error."));
    } else if (stream || reading.isEmpty() || reading.get().choices() == 0) {
      fail(UpstreamFailure.of(UpstreamFailure.Kind.MALFORMED, "Its answer is no chat completion."));
    } else {
      end();
      listener.answer(whole.bytes(), whole.length(), reading.get());
    }
  }

  private void abort(UpstreamFailure.Kind kind, String message) {
    HttpClientRequest open = request;
    fail(UpstreamFailure.of(kind, message));
    if (open != null) {
      open.reset();
    }
  }

  private void fail(UpstreamFailure failure) {
    if (!ended) {
      end();
      listener.failed(failure);
    }
  }

  private void end() {
    ended = true;
    watchdog.stop();
  }

  @Override
  public void cancel() {
    if (!ended) {
      end();
      if (request != null) {
        request.reset();
      }
    }
  }

  @Override
  public void pause() {
    paused = true;
    watchdog.paused();
    if (response != null && !ended) {
      response.pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    watchdog.resumed();
    if (response != null && !ended) {
      response.resume();
    }
  }
}
