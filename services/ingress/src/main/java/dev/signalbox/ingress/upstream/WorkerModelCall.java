package dev.signalbox.ingress.upstream;

import dev.signalbox.contracts.inference.v1.Delta;
import dev.signalbox.contracts.inference.v1.Finished;
import dev.signalbox.contracts.inference.v1.GenerateEvent;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One generation on a worker, told as chat completion chunks or as one completion. Used on one
 * context only.
 */
final class WorkerModelCall implements ModelCall {
  private final Vertx vertx;
  private final boolean stream;
  private final AnswerListener listener;
  private final Watchdog watchdog;
  private final WorkerAnswer answer;
  private @Nullable GrpcClientRequest<GenerateRequest, GenerateEvent> request;
  private @Nullable GrpcClientResponse<GenerateRequest, GenerateEvent> response;
  private boolean paused;
  private boolean started;
  private @Nullable Finished finished;
  private boolean ended;

  WorkerModelCall(
      Vertx vertx, UpstreamLimits limits, Order order, Duration patience, AnswerListener listener) {
    this.vertx = vertx;
    this.stream = order.request().stream();
    this.listener = listener;
    this.answer =
        new WorkerAnswer(order.id(), System.currentTimeMillis() / 1000, limits.answerBytes());
    this.watchdog =
        new Watchdog(
            vertx,
            patience,
            () -> abort(UpstreamFailure.Kind.TIMED_OUT, "It did not answer in time."),
            limits.idle(),
            () -> abort(UpstreamFailure.Kind.STALLED, "It fell silent inside its answer."));
  }

  boolean ended() {
    return ended;
  }

  /** The pictures could not be had. */
  void notPrepared(Throwable cause) {
    ProblemException problem =
        cause instanceof ProblemException known
            ? known
            : new ProblemException(IngressProblem.INTERNAL, "The request could not be prepared.");
    vertx.runOnContext(now -> fail(UpstreamFailure.rejected(problem)));
  }

  void connected(
      AsyncResult<GrpcClientRequest<GenerateRequest, GenerateEvent>> ready,
      GenerateRequest message) {
    if (ready.failed()) {
      UpstreamFailure failure =
          UpstreamFailure.of(UpstreamFailure.Kind.UNREACHABLE, "It can't be reached.");
      vertx.runOnContext(now -> fail(failure));
      return;
    }
    GrpcClientRequest<GenerateRequest, GenerateEvent> connected = ready.result();
    if (ended) {
      connected.cancel();
      return;
    }
    request = connected;
    connected.exceptionHandler(e -> cut());
    connected.response().onSuccess(this::head).onFailure(this::noResponse);
    connected.end(message);
  }

  private void noResponse(Throwable cause) {
    fail(
        cause instanceof HttpClosedException
            ? UpstreamFailure.of(UpstreamFailure.Kind.CUT, "It closed the connection.")
            : UpstreamFailure.of(UpstreamFailure.Kind.UNREACHABLE, "It did not take the request."));
  }

  private void cut() {
    fail(UpstreamFailure.of(UpstreamFailure.Kind.CUT, "It closed the connection."));
  }

  private void head(GrpcClientResponse<GenerateRequest, GenerateEvent> head) {
    if (ended) {
      return;
    }
    response = head;
    head.exceptionHandler(e -> cut());
    head.errorHandler(e -> cut());
    head.handler(this::event);
    head.endHandler(end -> closed(head));
    if (paused) {
      head.pause();
    }
  }

  private void event(GenerateEvent event) {
    if (ended) {
      return;
    }
    watchdog.touched();
    switch (event.getEventCase()) {
      case ACCEPTED -> answer.accepted(event.getAccepted());
      case DELTA -> delta(event.getDelta());
      case FINISHED -> finished = event.getFinished();
      case EVENT_NOT_SET -> {}
    }
  }

  private void delta(Delta raw) {
    Delta delta = answer.shown(raw);
    if (!started && stream) {
      started = true;
      watchdog.started();
      emit(answer.roleChunk());
    }
    if (!answer.add(delta)) {
      abort(UpstreamFailure.Kind.MALFORMED, "Its answer is too large.");
      return;
    }
    if (stream && !delta.getText().isEmpty()) {
      emit(answer.deltaChunk(delta));
      listener.flush();
    }
  }

  private void closed(GrpcClientResponse<GenerateRequest, GenerateEvent> head) {
    if (ended) {
      return;
    }
    GrpcStatus status = head.status();
    if (status != GrpcStatus.OK) {
      fail(WorkerFailures.of(status, head.statusMessage(), retryAfterMillis(head)));
    } else if (finished == null) {
      fail(UpstreamFailure.of(UpstreamFailure.Kind.CUT, "Its stream ended without a finish."));
    } else if (stream) {
      finishStream(finished);
    } else {
      byte[] json = answer.completion(finished).getBytes(StandardCharsets.UTF_8);
      end();
      listener.answer(json, json.length, answer.reading(json));
    }
  }

  /** A status without any event comes with its trailers in the head. */
  private static @Nullable String retryAfterMillis(
      GrpcClientResponse<GenerateRequest, GenerateEvent> head) {
    String trailer = head.trailers().get("retry-after-ms");
    return trailer == null ? head.headers().get("retry-after-ms") : trailer;
  }

  private void finishStream(Finished last) {
    if (!started) {
      started = true;
      emit(answer.roleChunk());
    }
    emit(answer.finishChunk(last));
    emit(answer.usageChunk(last));
    listener.flush();
    if (!ended) {
      end();
      listener.done();
    }
  }

  private void emit(String chunk) {
    if (!ended) {
      byte[] json = chunk.getBytes(StandardCharsets.UTF_8);
      listener.chunk(json, json.length, answer.reading(json));
    }
  }

  private void abort(UpstreamFailure.Kind kind, String message) {
    GrpcClientRequest<GenerateRequest, GenerateEvent> open = request;
    fail(UpstreamFailure.of(kind, message));
    if (open != null) {
      open.cancel();
    }
  }

  void fail(UpstreamFailure failure) {
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
        request.cancel();
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
