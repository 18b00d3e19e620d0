package dev.signalbox.ingress.upstream;

import dev.signalbox.contracts.inference.v1.Accepted;
import dev.signalbox.contracts.inference.v1.Delta;
import dev.signalbox.contracts.inference.v1.DescribeReply;
import dev.signalbox.contracts.inference.v1.DescribeRequest;
import dev.signalbox.contracts.inference.v1.FinishReason;
import dev.signalbox.contracts.inference.v1.Finished;
import dev.signalbox.contracts.inference.v1.GenerateEvent;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.contracts.inference.v1.InferenceGrpc;
import dev.signalbox.contracts.inference.v1.Usage;
import dev.signalbox.ingress.LocalServers;
import dev.signalbox.ingress.fleet.WorkerEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker's gRPC port that answers with its own name, and behaves as it is told. */
final class TestWorker {
  /** What it does with a request. */
  enum Way {
    ANSWERS,
    FULL,
    FAILS,
    /** Takes it, and the connection ends before a word. */
    DIES,
    /** Takes it, says a word, and fails. */
    BREAKS,
    /** Takes it and says nothing. */
    HANGS
  }

  final String name;
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger described = new AtomicInteger();
  final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  volatile Way way = Way.ANSWERS;
  volatile int running;
  private final Vertx vertx;
  private final HttpServer server;

  TestWorker(Vertx vertx, String name) throws Exception {
    this.vertx = vertx;
    this.name = name;
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(
        InferenceGrpc.getGenerateMethod(),
        call -> call.handler(request -> generate(call, request)));
    grpc.callHandler(InferenceGrpc.getDescribeMethod(), this::describe);
    this.server = LocalServers.serve(vertx, grpc);
  }

  WorkerEndpoint endpoint() {
    return new WorkerEndpoint(
        name,
        "127.0.0.1",
        server.actualPort(),
        "workers",
        Map.of("signalbox.dev/pool", "gpu", "signalbox.dev/zone", "cluster"));
  }

  void stop() throws Exception {
    LocalServers.await(server.close());
  }

  private void describe(GrpcServerRequest<DescribeRequest, DescribeReply> call) {
    call.handler(
        request -> {
          described.incrementAndGet();
          call.response()
              .end(
                  DescribeReply.newBuilder()
                      .addModels("see")
                      .setRunning(running)
                      .setMaxRunning(8)
                      .build());
        });
  }

  private void generate(
      GrpcServerRequest<GenerateRequest, GenerateEvent> call, GenerateRequest request) {
    asked.incrementAndGet();
    var response = call.response();
    // A reset is told to the response once the request has come whole; the connection may end
    // first.
    response.exceptionHandler(gone -> cancelled.add(request.getRequestId()));
    call.connection().closeHandler(gone -> cancelled.add(request.getRequestId()));
    switch (way) {
      case FULL -> {
        response.trailers().set("retry-after-ms", "60000");
        response.status(GrpcStatus.RESOURCE_EXHAUSTED).end();
      }
      case FAILS -> response.status(GrpcStatus.INTERNAL).end();
      case DIES -> {
        response.write(accepted());
        vertx.setTimer(1, soon -> call.connection().close());
      }
      case BREAKS -> {
        response.write(accepted());
        response.write(said(name));
        response.status(GrpcStatus.INTERNAL).end();
      }
      case HANGS -> response.write(accepted());
      case ANSWERS -> {
        response.write(accepted());
        response.write(said(name));
        response.end(
            GenerateEvent.newBuilder()
                .setFinished(
                    Finished.newBuilder()
                        .setReason(FinishReason.FINISH_REASON_STOP)
                        .setUsage(Usage.newBuilder().setPromptTokens(5).setOutputTokens(1)))
                .build());
      }
    }
  }

  private static GenerateEvent accepted() {
    return GenerateEvent.newBuilder().setAccepted(Accepted.newBuilder().setPromptTokens(5)).build();
  }

  private static GenerateEvent said(String text) {
    return GenerateEvent.newBuilder().setDelta(Delta.newBuilder().setText(text)).build();
  }
}
