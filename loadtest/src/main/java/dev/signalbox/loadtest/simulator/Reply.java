package dev.signalbox.loadtest.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way out. Everything runs on the connection's event loop, so nothing is locked.
 * The invoice is charged exactly once: at the end, or with what was generated so far when the
 * client leaves.
 */
final class Reply {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final String NO_JSON = "data: {\"id\": <<not json>>\n\n";

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final ChatRequest request;
  private final Speech speech;
  private final Answer answer;
  private final Usage prompt;
  private final Pace pace;
  private final Invoice invoice;
  private final long firstDue;
  private int sent;
  private boolean settled;
  private @Nullable Long timer;

  Reply(
      Vertx vertx,
      HttpServerResponse response,
      ChatRequest request,
      Speech speech,
      long seed,
      Pace pace,
      Invoice invoice) {
    this.vertx = vertx;
    this.response = response;
    this.request = request;
    this.speech = speech;
    this.answer = Answer.to(request, seed);
    this.prompt = new Usage(request.promptTokens(), cached(request), 0);
    this.pace = pace.with(request.wish());
    this.invoice = invoice;
    this.firstDue =
        System.nanoTime() + this.pace.startMillis(request.wish().fault()) * NANOS_PER_MILLI;
  }

  private static int cached(ChatRequest request) {
    return Math.clamp(request.wish().cachedTokens(), 0, request.promptTokens());
  }

  void start() {
    response.closeHandler(gone -> clientGone());
    if (request.stream()) {
      after(firstDue, this::open);
    } else {
      long last = (long) (answer.pieces().size() - 1) * pace.tokenMicros() * 1_000;
      after(firstDue + last, this::whole);
    }
  }

  private void whole() {
    int all = answer.pieces().size();
    int half = all / 2;
    String text = answer.text(all);
    String body = speech.whole(text, answer.finishReason(), prompt.withCompletionTokens(all));
    settle(all);
    response.putHeader("content-type", "application/json");
    switch (request.wish().fault()) {
      case CUT -> firstHalf(body).onComplete(done -> response.reset());
      case STALL -> firstHalf(body);
      case GARBAGE -> response.end(answer.text(half) + "<<not json>>");
      default -> response.end(body);
    }
  }

  /** The headers promise the whole body, so that a cut shows. */
  private io.vertx.core.Future<Void> firstHalf(String body) {
    response.putHeader("content-length", Integer.toString(body.length()));
    return response.write(body.substring(0, body.length() / 2));
  }

  private void open() {
    response
        .setChunked(true)
        .putHeader("content-type", "text/event-stream; charset=utf-8")
        .putHeader("cache-control", "no-cache")
        .putHeader("x-accel-buffering", "no");
    response.write(speech.opening(prompt));
    pump();
  }

  /** Sends what is due, one write for each token; waits for the socket when it is full. */
  private void pump() {
    int all = answer.pieces().size();
    int due = pace.generated(System.nanoTime() - firstDue, all);
    while (sent < due && !settled) {
      if (sent == all / 2 && breaksHere()) {
        return;
      }
      if (response.writeQueueFull()) {
        response.drainHandler(drained -> pump());
        return;
      }
      response.write(speech.piece(answer.pieces().get(sent++)));
    }
    if (sent == all) {
      close();
    } else if (!settled) {
      after(firstDue + sent * pace.tokenMicros() * 1_000, this::pump);
    }
  }

  private boolean breaksHere() {
    return switch (request.wish().fault()) {
      case CUT -> {
        settle(sent);
        response.reset();
        yield true;
      }
      case STALL -> true;
      case GARBAGE -> {
        response.write(NO_JSON);
        yield false;
      }
      default -> false;
    };
  }

  private void close() {
    if (settled) {
      return;
    }
    settle(sent);
    response.end(speech.ending(answer.finishReason(), prompt.withCompletionTokens(sent)));
  }

  private void clientGone() {
    Long waiting = timer;
    if (waiting != null) {
      vertx.cancelTimer(waiting);
    }
    settle(
        request.stream()
            ? sent
            : pace.generated(System.nanoTime() - firstDue, answer.pieces().size()));
  }

  private void settle(int tokens) {
    if (!settled) {
      settled = true;
      invoice.charge(request.model(), prompt.withCompletionTokens(tokens), request.wish().tag());
    }
  }

  private void after(long due, Runnable step) {
    long nanos = due - System.nanoTime();
    if (nanos <= 0) {
      step.run();
    } else {
      timer = vertx.setTimer(Math.max(1, nanos / NANOS_PER_MILLI), fired -> step.run());
    }
  }
}
