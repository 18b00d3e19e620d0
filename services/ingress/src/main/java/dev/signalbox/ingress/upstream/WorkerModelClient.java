package dev.signalbox.ingress.upstream;

import dev.signalbox.contracts.inference.v1.GenerateEvent;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.contracts.inference.v1.InferenceGrpc;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.time.Duration;

/** Client of one model on a Signalbox worker, over gRPC. */
final class WorkerModelClient implements ModelClient {
  private final Vertx vertx;
  private final PerEventLoop<GrpcClient> grpc;
  private final UpstreamLimits limits;
  private final SocketAddress address;
  private final String model;

  /**
   * @param model its name there; empty for the worker's only one
   */
  WorkerModelClient(
      Vertx vertx,
      PerEventLoop<GrpcClient> grpc,
      UpstreamLimits limits,
      SocketAddress address,
      String model) {
    this.vertx = vertx;
    this.grpc = grpc;
    this.limits = limits;
    this.address = address;
    this.model = model;
  }

  @Override
  public ModelCall start(Order order, Duration patience, AnswerListener listener) {
    WorkerModelCall call = new WorkerModelCall(vertx, limits, order, patience, listener);
    if (order.request().operation() != Operation.CHAT) {
      call.failSoon(
          UpstreamFailure.rejected(
              new ProblemException(
                  IngressProblem.NO_CAPABLE_MODEL,
                  "This model makes no embeddings.",
                  "model",
                  null)));
      return call;
    }
    if (order.request().sampling().choices() > 1) {
      ProblemException problem = IngressProblem.invalid("n", "must be 1 for this model");
      call.failSoon(UpstreamFailure.rejected(problem));
      return call;
    }
    order
        .pictures()
        .get()
        .map(pictures -> WorkerRequest.of(order, model, pictures))
        .onSuccess(request -> connect(request, call))
        .onFailure(call::notPrepared);
    return call;
  }

  private void connect(GenerateRequest request, WorkerModelCall call) {
    if (call.ended()) {
      return;
    }
    grpc.get()
        .<GenerateRequest, GenerateEvent>request(address, InferenceGrpc.getGenerateMethod())
        .onComplete(ready -> call.connected(ready, request));
  }
}
