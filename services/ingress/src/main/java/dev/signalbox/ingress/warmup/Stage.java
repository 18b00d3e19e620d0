package dev.signalbox.ingress.warmup;

import dev.signalbox.contracts.classifier.v1.ClassifierGrpc;
import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.contracts.classifier.v1.Complexity;
import dev.signalbox.contracts.classifier.v1.Estimate;
import dev.signalbox.contracts.classifier.v1.OperatingPoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.server.GrpcServer;

/** Stands in for an upstream and a classifier on one loopback port. */
final class Stage {
  private static final String CHUNK =
      "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}],\"usage\":null}";
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}}";
  private static final Buffer STREAM =
      Buffer.buffer(
          ("data: " + CHUNK + "\n\n").repeat(4)
              + "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[],"
              + USAGE
              + "\n\ndata: [DONE]\n\n");
  private static final Buffer PLAIN =
      Buffer.buffer(
          "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"words\"},\"finish_reason\":\"stop\"}],"
              + USAGE);

  private final GrpcServer classifier;
  private final Vertx vertx;

  Stage(Vertx vertx) {
    this.vertx = vertx;
    this.classifier =
        GrpcServer.server(vertx)
            .callHandler(
                ClassifierGrpc.getClassifyMethod(),
                call -> call.handler(request -> call.response().end(reply(request))));
  }

  Future<HttpServer> listen() {
    return vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1");
  }

  private void handle(HttpServerRequest request) {
    String type = request.getHeader("content-type");
    if (type != null && type.startsWith("application/grpc")) {
      classifier.handle(request);
      return;
    }
    request.bodyHandler(
        body -> {
          boolean stream = "text/event-stream".equals(request.getHeader("accept"));
          request
              .response()
              .putHeader("content-type", stream ? "text/event-stream" : "application/json")
              .end(stream ? STREAM : PLAIN);
        });
  }

  private static ClassifyReply reply(ClassifyRequest request) {
    ClassifyReply.Builder reply =
        ClassifyReply.newBuilder()
            .setTask("writing")
            .setClassifierVersion("stage")
            .setComplexity(Complexity.newBuilder().setOverall(0.5))
            .addOperatingPoints(OperatingPoint.newBuilder().setLossPoints(0).setWeightPerUsd(1))
            .addOperatingPoints(OperatingPoint.newBuilder().setLossPoints(1).setWeightPerUsd(10));
    request
        .getCandidatesList()
        .forEach(
            candidate ->
                reply.addEstimates(
                    Estimate.newBuilder()
                        .setModel(candidate.getModel())
                        .setSuccess(0.8)
                        .setUpper(0.9)
                        .setLower(0.7)
                        .setOutputTokens(50)));
    return reply.build();
  }
}
