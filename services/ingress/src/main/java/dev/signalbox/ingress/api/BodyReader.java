package dev.signalbox.ingress.api;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.admission.Admission;
import dev.signalbox.ingress.eventloop.EventLoops;
import dev.signalbox.ingress.eventloop.OffLoop;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads one request's body into one array, bounded in size and time. What is too large is read on
 * and thrown away for a while, so that a client that is still sending gets to see its 413. Used on
 * one context only.
 */
final class BodyReader {
  private static final int FIRST_BYTES = 4096;
  private static final int MADE_AT_ONCE = 1 << 20;
  private static final long NO_TIMER = -1;
  private static final int THROWN_AWAY_AT_MOST = 64 << 20;

  /** Bytes of one body that are read before others on its loop have their turn. */
  private static final int A_TURN = 64 << 10;

  /** Takes the body: the first {@code length} bytes. */
  @FunctionalInterface
  interface Whole {
    void take(byte[] body, int length);
  }

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Admission.Ticket ticket;
  private final int limit;
  private final Whole whole;
  private final Consumer<ProblemException> refused;
  private final long announced;
  private byte[] body = new byte[0];
  private int length;
  private long thrownAway;
  private int readInARow;
  private boolean over;
  private boolean arrived;
  private long timer = NO_TIMER;

  private BodyReader(
      Vertx vertx,
      HttpServerRequest request,
      Admission.Ticket ticket,
      int limit,
      Whole whole,
      Consumer<ProblemException> refused) {
    this.vertx = vertx;
    this.request = request;
    this.ticket = ticket;
    this.limit = limit;
    this.whole = whole;
    this.refused = refused;
    this.announced = announced(request);
  }

  /**
   * Reads; exactly one of {@code whole} and {@code refused} is told, unless the client leaves
   * first.
   */
  static void read(
      Vertx vertx,
      HttpServerRequest request,
      Admission.Ticket ticket,
      int limit,
      Duration timeout,
      Whole whole,
      Consumer<ProblemException> refused) {
    BodyReader reader = new BodyReader(vertx, request, ticket, limit, whole, refused);
    if (reader.announced > limit) {
      reader.refuse(reader.tooLarge());
    } else if (reader.announced > 0) {
      reader.hold(reader.announced);
    }
    // A small body comes with its head, and needs no timer: it is there by then.
    vertx.runOnContext(soon -> reader.watch(timeout));
    if (reader.announced > MADE_AT_ONCE && !reader.over) {
      reader.makeRoom();
    }
    request.handler(reader::piece);
    request.endHandler(
        end -> {
          reader.unwatch();
          reader.end();
        });
    request.exceptionHandler(
        gone -> {
          reader.unwatch();
          reader.over = true;
          ticket.release();
        });
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT)) && !reader.over) {
      request.response().writeContinue();
    }
  }

  private void watch(Duration timeout) {
    if (!arrived) {
      timer = vertx.setTimer(timeout.toMillis(), id -> late());
    }
  }

  private void unwatch() {
    arrived = true;
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
  }

  /**
   * An array of megabytes is cleared, page by page, before it can be used: not on the event loop,
   * where tens of them one after the other would keep everybody waiting.
   */
  private void makeRoom() {
    request.pause();
    int size = (int) announced;
    OffLoop.call(vertx, () -> new byte[size])
        .onComplete(
            made -> {
              if (!over && made.succeeded()) {
                body = made.result();
              }
              request.resume();
            });
  }

  private static long announced(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return header == null ? -1 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void hold(long bytes) {
    try {
      ticket.hold(bytes);
    } catch (ProblemException e) {
      refuse(e);
    }
  }

  private void piece(Buffer piece) {
    giveWay(piece.length());
    if (over) {
      thrownAway += piece.length();
      if (thrownAway > THROWN_AWAY_AT_MOST) {
        request.connection().close();
      }
      return;
    }
    int needed = length + piece.length();
    if (needed > limit) {
      refuse(tooLarge());
      return;
    }
    if (announced < 0) {
      hold(piece.length());
    }
    if (needed > body.length) {
      int announcedOrMore = announced > 0 ? (int) announced : Math.max(needed, body.length * 2);
      body = Arrays.copyOf(body, Math.min(limit, Math.max(FIRST_BYTES, announcedOrMore)));
    }
    piece.getBytes(body, length);
    length = needed;
  }

  /** Tens of uploads at once, read megabytes at a time, would keep everybody else waiting. */
  private void giveWay(int bytes) {
    readInARow += bytes;
    if (readInARow >= A_TURN) {
      readInARow = 0;
      request.pause();
      EventLoops.nextTurn(vertx, request::resume);
    }
  }

  private void end() {
    if (!over) {
      over = true;
      whole.take(body, length);
    }
  }

  private void late() {
    if (!over) {
      refuse(
          new ProblemException(
              IngressProblem.BODY_TIMEOUT, "The request body did not arrive in time."));
    }
    request.connection().close();
  }

  private void refuse(ProblemException problem) {
    if (!over) {
      over = true;
      body = new byte[0];
      refused.accept(problem);
    }
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        IngressProblem.BODY_TOO_LARGE,
        "The request body is larger than the " + limit + " bytes that are allowed.");
  }
}
