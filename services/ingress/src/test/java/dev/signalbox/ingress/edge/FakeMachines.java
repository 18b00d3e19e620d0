package dev.signalbox.ingress.edge;

import dev.signalbox.contracts.classifier.v1.Basis;
import dev.signalbox.contracts.classifier.v1.Candidate;
import dev.signalbox.contracts.classifier.v1.ClassifierGrpc;
import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.contracts.classifier.v1.Complexity;
import dev.signalbox.contracts.classifier.v1.Estimate;
import dev.signalbox.contracts.classifier.v1.Feature;
import dev.signalbox.contracts.classifier.v1.OperatingPoint;
import dev.signalbox.contracts.inference.v1.Accepted;
import dev.signalbox.contracts.inference.v1.Delta;
import dev.signalbox.contracts.inference.v1.FinishReason;
import dev.signalbox.contracts.inference.v1.Finished;
import dev.signalbox.contracts.inference.v1.GenerateEvent;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.contracts.inference.v1.InferenceGrpc;
import dev.signalbox.contracts.inference.v1.Part;
import dev.signalbox.contracts.inference.v1.Usage;
import dev.signalbox.ingress.LocalServers;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.List;

/** A classifier and a worker behind one gRPC port. The words of the prompt say what they do. */
final class FakeMachines {
  private final int port;

  FakeMachines(Vertx vertx) throws Exception {
    GrpcServer grpc = GrpcServer.server(vertx);
    grpc.callHandler(
        ClassifierGrpc.getClassifyMethod(),
        call -> call.handler(request -> classify(call, request)));
    grpc.callHandler(
        InferenceGrpc.getGenerateMethod(),
        call -> call.handler(request -> generate(call, request)));
    this.port = LocalServers.serve(vertx, grpc).actualPort();
  }

  int port() {
    return port;
  }

  /**
   * Cheap models are good enough unless the prompt says that it is hard; "late" is never answered.
   */
  private void classify(
      GrpcServerRequest<ClassifyRequest, ClassifyReply> call, ClassifyRequest request) {
    String text =
        request.getMessagesList().isEmpty()
            ? ""
            : request.getMessages(request.getMessagesCount() - 1).getText();
    ClassifyReply.Builder reply =
        ClassifyReply.newBuilder()
            .setTask("knowledge")
            .setClassifierVersion("fake-1")
            .setComplexity(Complexity.newBuilder().setOverall(0.25))
            .addFeatures(Feature.newBuilder().setName("looks like a test").setWeight(0.5))
            .addOperatingPoints(point(-0.5, 1))
            .addOperatingPoints(point(1, 10))
            .addOperatingPoints(point(2, 100));
    if (text.contains("unsure")) {
      reply.setUnsure(true).setUnsureBecause("the text is made up");
    }
    for (Candidate candidate : request.getCandidatesList()) {
      boolean backup = candidate.getModel().endsWith("-backup");
      double success = text.contains("hard") && !backup ? 0.3 : 0.9;
      reply.addEstimates(
          Estimate.newBuilder()
              .setModel(candidate.getModel())
              .setSuccess(success)
              .setLower(success - 0.05)
              .setUpper(success + 0.05)
              .setBasis(Basis.BASIS_PRIOR)
              .setOutputTokens(20));
    }
    if (!text.contains("late")) {
      call.response().end(reply.build());
    }
  }

  private static OperatingPoint point(double loss, double weight) {
    return OperatingPoint.newBuilder().setLossPoints(loss).setWeightPerUsd(weight).build();
  }

  private void generate(
      GrpcServerRequest<GenerateRequest, GenerateEvent> call, GenerateRequest request) {
    GrpcServerResponse<GenerateRequest, GenerateEvent> response = call.response();
    List<Part> parts = request.getMessages(request.getMessagesCount() - 1).getPartsList();
    String text = parts.isEmpty() ? "" : parts.get(0).getText();
    int pictureBytes = parts.stream().mapToInt(part -> part.getImage().size()).sum();
    if (text.contains("full")) {
      response.trailers().set("retry-after-ms", "3000");
      response.status(GrpcStatus.RESOURCE_EXHAUSTED).end();
      return;
    }
    if (text.contains("reject")) {
      response.status(GrpcStatus.INVALID_ARGUMENT).statusMessage("the prompt is too long").end();
      return;
    }
    response.write(
        GenerateEvent.newBuilder()
            .setAccepted(Accepted.newBuilder().setPromptTokens(20).setImageTokens(12))
            .build());
    response.write(delta("a "));
    response.write(delta("red \"circle\", "));
    response.write(delta(pictureBytes + " bytes"));
    if (text.contains("break")) {
      response.status(GrpcStatus.INTERNAL).end();
      return;
    }
    response.end(
        GenerateEvent.newBuilder()
            .setFinished(
                Finished.newBuilder()
                    .setReason(FinishReason.FINISH_REASON_STOP)
                    .setUsage(
                        Usage.newBuilder()
                            .setPromptTokens(20)
                            .setImageTokens(12)
                            .setOutputTokens(7)))
            .build());
  }

  private static GenerateEvent delta(String text) {
    return GenerateEvent.newBuilder().setDelta(Delta.newBuilder().setText(text)).build();
  }
}
