package dev.signalbox.ingress.api;

import dev.signalbox.ingress.admission.Admission;
import dev.signalbox.ingress.flow.Client;
import dev.signalbox.ingress.flow.Decision;
import dev.signalbox.ingress.flow.Visit;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.replay.KeptAnswer;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private final Dialect dialect;
  private final List<Keeper> keepers = new ArrayList<>(0);
  private Voice voice = ChatVoice.INSTANCE;
  private @Nullable Recording recording;
  private @Nullable Runnable resume;
  private @Nullable Decision decision;
  private boolean streaming;

  HttpAnswer(HttpServerResponse response, Visit visit, Admission.Ticket ticket, Dialect dialect) {
    this.dialect = dialect;
    this.response = response;
    this.visit = visit;
    this.ticket = ticket;
  }

  /** From now on answers are said so. */
  void speak(Voice chosen) {
    voice = chosen;
  }

  /** The answer is to be written down for this one too. */
  void keptBy(Keeper keeper) {
    keepers.add(keeper);
    int most = keepers.stream().mapToInt(Keeper::mostBytes).max().orElse(0);
    recording = new Recording(most);
  }

  /** Whether the answer is finished even when the client has left. */
  boolean runsOn() {
    return keepers.stream().anyMatch(Keeper::runsOn);
  }

  /** The client has left; what was held back for it goes on where the answer does. */
  void left() {
    Runnable waiting = resume;
    resume = null;
    if (waiting != null) {
      waiting.run();
    }
  }

  /** Says an answer that was given before. */
  void again(KeptAnswer kept) {
    again(kept, () -> {});
  }

  /**
   * As {@link #again(KeptAnswer)}.
   *
   * @param more puts further headers
   */
  void again(KeptAnswer kept, Runnable more) {
    ticket.release();
    keepers.forEach(Keeper::refused);
    if (!closed()) {
      kept.headers().forEach(header -> response.putHeader(header.getKey(), header.getValue()));
      more.run();
      timing();
      response.setStatusCode(kept.status()).end(Buffer.buffer(kept.body()));
    }
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
  public void escalated(String because) {
    response.putHeader(Headers.ESCALATED, Headers.ascii(because));
  }

  @Override
  public boolean send(Model model, Buffer events) {
    if (closed() && recording == null) {
      return true;
    }
    if (!streaming) {
      beginStream(model.name());
    }
    Buffer said = voice.events(events);
    if (said.length() > 0) {
      write(said);
    }
    return closed() || !response.writeQueueFull();
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
    if (recording != null) {
      recording.head(response.headers());
    }
  }

  private void write(Buffer said) {
    if (recording != null) {
      recording.add(said);
    }
    if (!closed()) {
      response.write(said);
    }
  }

  private void timing() {
    Instant now = visit.accepted().plusNanos(visit.phases().totalNanos());
    dialect.describe(visit.turn(), now, (name, value) -> response.putHeader(name, value));
    response
        .putHeader(Headers.SERVER_TIMING, visit.phases().serverTiming())
        .putHeader(Headers.PROCESSING, Long.toString(visit.phases().totalNanos() / 1_000_000));
  }

  @Override
  public void whenWritable(Runnable more) {
    resume = more;
    response.drainHandler(
        drained -> {
          response.drainHandler(null);
          left();
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
    Buffer said = voice.answer(json);
    if (recording != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, Headers.JSON);
      recording.head(response.headers());
      recording.add(said);
      remember(settled, true);
    }
    end(said);
  }

  private void remember(Settled settled, boolean whole) {
    Decision made = decision;
    Recording written = recording;
    if (made != null && written != null) {
      KeptAnswer answer = written.kept(Instant.now());
      keepers.forEach(keeper -> keeper.answered(answer, made, settled, whole));
    }
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
    if (closed() && recording == null) {
      return;
    }
    if (!streaming) {
      beginStream(decision == null ? "" : decision.routed().model().name());
    }
    endStream(voice.finish(events, costComment(settled)), settled, true);
  }

  @Override
  public void interrupted(ProblemException problem, Settled settled) {
    ticket.release();
    if (!closed() || recording != null) {
      endStream(voice.broken(problem).appendString(costComment(settled)), settled, false);
    }
  }

  private void endStream(Buffer events, Settled settled, boolean whole) {
    if (recording != null) {
      recording.add(events);
      remember(settled, whole);
    }
    if (!closed()) {
      response.putTrailer("x-signalbox-cost-usd", settled.charge().billed().toPlainUsd());
      response.putTrailer("x-signalbox-saved-usd", settled.charge().saved().toPlainUsd());
      response.end(events);
    }
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
    keepers.forEach(Keeper::refused);
    if (closed()) {
      return;
    }
    if (streaming) {
      response.end(voice.broken(problem));
    } else {
      timing();
      Errors.send(response, problem, dialect.error(problem));
    }
  }

  private boolean closed() {
    return response.ended() || response.closed();
  }
}
