package dev.signalbox.ingress.api;

import dev.signalbox.ingress.admission.Admission;
import dev.signalbox.ingress.flow.Client;
import dev.signalbox.ingress.flow.Decision;
import dev.signalbox.ingress.flow.Visit;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The client's side over HTTP. Gives the request's place back when it ends. Used on one context
 * only.
 */
final class HttpAnswer implements Client {
  private static final Buffer PING = Buffer.buffer(": ping\n\n");

  private final HttpServerResponse response;
  private final Visit visit;
  private final Admission.Ticket ticket;
  private @Nullable Decision decision;
  private boolean streaming;

  HttpAnswer(HttpServerResponse response, Visit visit, Admission.Ticket ticket) {
    this.response = response;
    this.visit = visit;
    this.ticket = ticket;
  }

  @Override
  public void decided(Decision made) {
    decision = made;
    response
        .putHeader(Headers.DECISION, made.id())
        .putHeader(Headers.REASON, Headers.ascii(made.routed().reason()));
    if (made.routed().simulated()) {
      response.putHeader(Headers.SIMULATED, "true");
    }
  }

  @Override
  public boolean send(Model model, Buffer events) {
    if (closed()) {
      return true;
    }
    if (!streaming) {
      beginStream(model.name());
    }
    response.write(events);
    return !response.writeQueueFull();
  }

  @Override
  public void ping() {
    if (closed()) {
      return;
    }
    if (!streaming) {
      beginStream(decision == null ? "" : decision.routed().model().name());
    }
    response.write(PING);
  }

  private void beginStream(String model) {
    streaming = true;
    visit.phases().endUpstream();
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, Headers.EVENT_STREAM)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader(Headers.ACCEL_BUFFERING, "no")
        .putHeader("trailer", "x-signalbox-cost-usd, x-signalbox-saved-usd")
        .putHeader(Headers.MODEL, model);
    timing();
  }

  private void timing() {
    visit.turn().describe((name, value) -> response.putHeader(name, value));
    response
        .putHeader(Headers.SERVER_TIMING, visit.phases().serverTiming())
        .putHeader(Headers.PROCESSING, Long.toString(visit.phases().totalNanos() / 1_000_000));
  }

  @Override
  public void whenWritable(Runnable resume) {
    response.drainHandler(
        drained -> {
          response.drainHandler(null);
          resume.run();
        });
  }

  @Override
  public void preview(Buffer json) {
    if (decision != null) {
      response.putHeader(Headers.MODEL, decision.routed().model().name());
    }
    end(json);
  }

  @Override
  public void answer(String model, Buffer json, Settled settled) {
    response
        .putHeader(Headers.MODEL, model)
        .putHeader(Headers.COST, settled.charge().billed().toPlainUsd())
        .putHeader(Headers.SAVED, settled.charge().saved().toPlainUsd())
        .putHeader(Headers.USAGE, settled.source().name().toLowerCase(Locale.ROOT));
    end(json);
  }

  private void end(Buffer json) {
    ticket.release();
    if (!closed()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, Headers.JSON);
      timing();
      response.end(json);
    }
  }

  @Override
  public void finish(Buffer events, Settled settled) {
    ticket.release();
    if (closed()) {
      return;
    }
    if (!streaming) {
      beginStream(decision == null ? "" : decision.routed().model().name());
    }
    endStream(events.appendString(costComment(settled)).appendString("data: [DONE]\n\n"), settled);
  }

  @Override
  public void interrupted(ProblemException problem, Settled settled) {
    ticket.release();
    if (!closed()) {
      endStream(errorEvent(problem).appendString(costComment(settled)), settled);
    }
  }

  private void endStream(Buffer events, Settled settled) {
    response.putTrailer("x-signalbox-cost-usd", settled.charge().billed().toPlainUsd());
    response.putTrailer("x-signalbox-saved-usd", settled.charge().saved().toPlainUsd());
    response.end(events);
  }

  private static String costComment(Settled settled) {
    return ": signalbox cost-usd="
        + settled.charge().billed().toPlainUsd()
        + " saved-usd="
        + settled.charge().saved().toPlainUsd()
        + " usage="
        + settled.source().name().toLowerCase(Locale.ROOT)
        + "\n\n";
  }

  @Override
  public void refuse(ProblemException problem) {
    ticket.release();
    if (closed()) {
      return;
    }
    if (streaming) {
      response.end(errorEvent(problem));
    } else {
      timing();
      Errors.send(response, problem);
    }
  }

  private static Buffer errorEvent(ProblemException problem) {
    return Buffer.buffer("data: ").appendBuffer(Errors.json(problem)).appendString("\n\n");
  }

  private boolean closed() {
    return response.ended() || response.closed();
  }
}
