package dev.signalbox.ingress.upstream;

import dev.signalbox.contracts.inference.v1.Delta;
import dev.signalbox.contracts.inference.v1.Finished;
import dev.signalbox.contracts.inference.v1.GenerateEvent;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.AnswerReading;
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
final class WorkerModelCall extends WatchedCall {
  private final boolean stream;
  private final @Nullable String traceparent;
  private final WorkerAnswer answer;
  private @Nullable GrpcClientRequest<GenerateRequest, GenerateEvent> request;
  private @Nullable GrpcClientResponse<GenerateRequest, GenerateEvent> response;
  private @Nullable Finished finished;

  WorkerModelCall(
      Vertx vertx, UpstreamLimits limits, Order order, Duration patience, AnswerListener listener) {
    super(vertx, patience, limits.idle(), listener);
    this.stream = order.request().stream();
    this.traceparent = order.traceparent();
    this.answer =
        new WorkerAnswer(order.id(), System.currentTimeMillis() / 1000, limits.answerBytes());
  }

  /** The pictures could not be had. */
  void notPrepared(Throwable cause) {
    ProblemException problem =
        cause instanceof ProblemException known
            ? known
            : new ProblemException(IngressProblem.INTERNAL, "The request could not be prepared.");
    failSoon(UpstreamFailure.rejected(problem));
  }

  void connected(
      AsyncResult<GrpcClientRequest<GenerateRequest, GenerateEvent>> ready,
      GenerateRequest message) {
    if (ready.failed()) {
      failSoon(UpstreamFailure.of(UpstreamFailure.Kind.UNREACHABLE, "It can't be reached."));
      return;
    }
    GrpcClientRequest<GenerateRequest, GenerateEvent> connected = ready.result();
    if (ended()) {
      // Sent first: a stream that is cancelled unsent is never given back to the connection.
      connected.exceptionHandler(given -> {});
      connected.end(message);
      connected.cancel();
      return;
    }
    request = connected;
    if (traceparent != null) {
      connected.headers().set("traceparent", traceparent);
    }
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

  private void head(GrpcClientResponse<GenerateRequest, GenerateEvent> head) {
    if (ended()) {
      return;
    }
    response = head;
    head.exceptionHandler(e -> cut());
    head.errorHandler(e -> cut());
    head.handler(this::event);
    head.endHandler(end -> closed(head));
    if (paused()) {
      head.pause();
    }
  }

  private void event(GenerateEvent event) {
    if (ended()) {
      return;
    }
    touched();
    switch (event.getEventCase()) {
      case ACCEPTED -> {
        listener().began();
        answer.accepted(event.getAccepted());
      }
      case DELTA -> delta(event.getDelta());
      case FINISHED -> finished = event.getFinished();
      case EVENT_NOT_SET -> {}
    }
  }

  private void delta(Delta raw) {
    Delta delta = answer.shown(raw);
    if (!started() && stream) {
      start();
      emit(answer.roleChunk());
    }
    if (!answer.add(delta)) {
      abort(UpstreamFailure.Kind.MALFORMED, "Its answer is too large.");
      return;
    }
    if (stream && !delta.getText().isEmpty()) {
      emit(answer.deltaChunk(delta));
      listener().flush();
    }
  }

  private void closed(GrpcClientResponse<GenerateRequest, GenerateEvent> head) {
    if (ended()) {
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
      AnswerReading reading = answer.reading(json);
      if (end()) {
        release().answer(json, json.length, reading);
      }
    }
  }

  /** A status without any event comes with its trailers in the head. */
  private static @Nullable String retryAfterMillis(
      GrpcClientResponse<GenerateRequest, GenerateEvent> head) {
    String trailer = head.trailers().get("retry-after-ms");
    return trailer == null ? head.headers().get("retry-after-ms") : trailer;
  }

  private void finishStream(Finished last) {
    if (!started()) {
      start();
      emit(answer.roleChunk());
    }
    emit(answer.finishChunk(last));
    emit(answer.usageChunk(last));
    listener().flush();
    if (end()) {
      release().done();
    }
  }

  private void emit(String chunk) {
    if (!ended()) {
      byte[] json = chunk.getBytes(StandardCharsets.UTF_8);
      listener().chunk(json, json.length, answer.reading(json));
    }
  }

  @Override
  void reset() {
    if (request != null) {
      request.cancel();
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
}
