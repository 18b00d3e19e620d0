package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.AnswerReader;
import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.SseDecoder;
import dev.signalbox.ingress.eventloop.EventLoops;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request to a provider's HTTP API, from connection to ending. Used on one context only. */
final class HttpModelCall extends WatchedCall {
  private static final int OK = 200;
  private static final long LINGER_MILLIS = 1_000;
  private static final int PIECE = 128 * 1024;

  /** Bytes that one call sends before others on its loop have their turn. */
  private static final int A_TURN = 4 * PIECE;

  /** Bytes of an answer that are read before others on its loop have their turn. */
  private static final int READ_A_TURN = 16 * 1024;

  private static final int ERROR_BYTES = 64 * 1024;

  private final Vertx vertx;
  private final UpstreamLimits limits;
  private final boolean stream;
  private final AnswerWords words;
  private final SseDecoder decoder;
  private final Streamed streamed = new Streamed();
  private @Nullable HttpClientRequest request;
  private @Nullable HttpClientResponse response;
  private boolean doneSeen;
  private long lingering = -1;
  private int readInARow;

  HttpModelCall(
      Vertx vertx,
      UpstreamLimits limits,
      boolean stream,
      AnswerWords words,
      Duration patience,
      AnswerListener listener) {
    super(vertx, patience, limits.idle(), listener);
    this.vertx = vertx;
    this.limits = limits;
    this.stream = stream;
    this.words = words;
    this.decoder = new SseDecoder(limits.answerBytes(), this::event);
  }

  void connected(AsyncResult<HttpClientRequest> ready, Buffer body) {
    if (ready.failed()) {
      notConnected(ready.cause());
      return;
    }
    HttpClientRequest connected = ready.result();
    // First of all: the ending of a request that nobody listens to is logged as an error.
    connected.exceptionHandler(e -> cut());
    if (ended()) {
      connected.reset();
      return;
    }
    request = connected;
    connected.response().onSuccess(this::head).onFailure(e -> cut());
    if (body.length() <= PIECE) {
      connected.end(body);
    } else {
      connected.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
      send(connected, body, 0);
    }
  }

  /**
   * A large body goes out piece by piece, as fast as it is taken: the socket would copy all of it
   * at once otherwise. A socket that takes everything does not keep the loop from others.
   */
  private void send(HttpClientRequest to, Buffer body, int from) {
    int at = from;
    while (!ended() && body.length() - at > PIECE) {
      if (to.writeQueueFull()) {
        int next = at;
        to.drainHandler(
            drained -> {
              to.drainHandler(null);
              send(to, body, next);
            });
        return;
      }
      if (at - from >= A_TURN) {
        int next = at;
        EventLoops.nextTurn(vertx, () -> send(to, body, next));
        return;
      }
      to.write(body.slice(at, at + PIECE));
      at += PIECE;
    }
    if (!ended()) {
      to.end(body.slice(at, body.length()));
    }
  }

  /** Told later, because a connection may be refused before the attempt has begun. */
  private void notConnected(Throwable cause) {
    failSoon(
        cause instanceof ConnectionPoolTooBusyException
            ? UpstreamFailure.of(
                UpstreamFailure.Kind.QUEUE_FULL, "Too many requests wait for a connection to it.")
            : UpstreamFailure.of(UpstreamFailure.Kind.UNREACHABLE, "It can't be reached."));
  }

  private void head(HttpClientResponse head) {
    if (ended()) {
      return;
    }
    response = head;
    head.exceptionHandler(e -> cut());
    if (head.statusCode() == OK) {
      listener().began();
    }
    boolean events = contentType(head).startsWith("text/event-stream");
    if (head.statusCode() == OK && stream && events) {
      head.handler(this::piece);
      head.endHandler(end -> streamEnded());
    } else {
      int most = head.statusCode() == OK ? limits.answerBytes() : ERROR_BYTES;
      WholeBody whole = new WholeBody(most, head.getHeader(HttpHeaders.CONTENT_LENGTH));
      head.handler(
          piece -> {
            if (!whole.add(piece)) {
              abort(UpstreamFailure.Kind.MALFORMED, "Its answer is too large.");
            }
            giveWay(piece.length());
          });
      head.endHandler(end -> whole(head, whole));
    }
    if (paused()) {
      head.pause();
    }
  }

  private static String contentType(HttpClientResponse head) {
    String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type;
  }

  private void piece(Buffer piece) {
    if (ended()) {
      giveWay(piece.length());
      return;
    }
    touched();
    byte[] bytes = piece.getBytes();
    if (!decoder.feed(bytes, 0, bytes.length)) {
      abort(UpstreamFailure.Kind.MALFORMED, "An event of its stream is too large.");
      return;
    }
    afterEvents();
    giveWay(bytes.length);
  }

  /**
   * After many bytes, however small the pieces they came in, nothing more is read before the loop
   * has looked at everything else that is due.
   */
  private void giveWay(int bytes) {
    readInARow += bytes;
    HttpClientResponse from = response;
    if (readInARow < READ_A_TURN || from == null || paused()) {
      return;
    }
    readInARow = 0;
    from.pause();
    EventLoops.nextTurn(
        vertx,
        () -> {
          if (!paused()) {
            from.resume();
          }
        });
  }

  /** Flushes what was decoded, and ends when it said that it is done: what follows is no matter. */
  private void afterEvents() {
    if (ended()) {
      return;
    }
    listener().flush();
    if (doneSeen && end()) {
      closeUnlessItEnds();
      release().done();
    }
  }

  /** What said that it is done and goes on all the same does not keep its connection. */
  private void closeUnlessItEnds() {
    lingering = vertx.setTimer(LINGER_MILLIS, id -> reset());
  }

  private void streamEnded() {
    if (ended()) {
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
    if (!ended() && !doneSeen) {
      words.event(data, length, streamed);
    }
  }

  private void whole(HttpClientResponse head, WholeBody whole) {
    if (ended()) {
      return;
    }
    if (head.statusCode() != OK) {
      fail(HttpFailures.of(head, whole.bytes(), whole.length()));
    } else if (stream) {
      wholeToAStream(whole);
    } else {
      words.whole(whole.bytes(), whole.length(), new Whole());
    }
  }

  /** A stream was asked for: whatever else came is no answer, but it may say what is wrong. */
  private void wholeToAStream(WholeBody whole) {
    boolean error =
        AnswerReader.read(whole.bytes(), 0, whole.length())
            .map(reading -> reading.error() != null)
            .orElse(false);
    fail(error ? errorInside() : UpstreamFailure.malformed("Its answer is no stream."));
  }

  private static UpstreamFailure errorInside() {
    return UpstreamFailure.of(
        UpstreamFailure.Kind.ERROR_INSIDE, "It claimed success and sent an error.");
  }

  @Override
  void reset() {
    if (request != null) {
      request.reset();
    }
  }

  @Override
  void read(boolean on) {
    if (response != null) {
      if (on) {
        response.resume();
      } else {
        response.pause();
      }
    }
  }

  /** What was understood of a stream. */
  private final class Streamed implements AnswerWords.Heard {
    @Override
    public void chunk(byte[] json, int length) {
      if (ended()) {
        return;
      }
      Optional<AnswerReading> reading = AnswerReader.read(json, 0, length);
      if (reading.isEmpty()) {
        malformed();
      } else if (reading.get().error() != null) {
        error();
      } else {
        start();
        listener().chunk(json, length, reading.get());
      }
    }

    @Override
    public void done() {
      doneSeen = true;
    }

    @Override
    public void error() {
      abort(UpstreamFailure.Kind.ERROR_INSIDE, "It sent an error inside its stream.");
    }

    @Override
    public void malformed() {
      abort(UpstreamFailure.Kind.MALFORMED, "An event of its stream is not what it should be.");
    }
  }

  /** What was understood of a plain answer. */
  private final class Whole implements AnswerWords.Heard {
    @Override
    public void chunk(byte[] json, int length) {
      Optional<AnswerReading> reading = AnswerReader.read(json, 0, length);
      if (reading.isPresent() && reading.get().error() != null) {
        error();
      } else if (reading.isEmpty() || reading.get().choices() == 0) {
        malformed();
      } else if (end()) {
        release().answer(json, length, reading.get());
      }
    }

    @Override
    public void done() {
      malformed();
    }

    @Override
    public void error() {
      fail(errorInside());
    }

    @Override
    public void malformed() {
      fail(UpstreamFailure.malformed("Its answer is not what was asked for."));
    }
  }
}
