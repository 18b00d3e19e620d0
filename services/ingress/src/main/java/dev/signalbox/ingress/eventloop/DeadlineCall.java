package dev.signalbox.ingress.eventloop;

import io.grpc.MethodDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * One question to another service: answered with a message by the deadline, or cancelled and
 * failed.
 */
public final class DeadlineCall {
  private DeadlineCall() {}

  /**
   * Asks; the future completes on the caller's context.
   *
   * @param millis until the call is given up
   */
  public static <Q, A> Future<A> ask(
      Vertx vertx,
      GrpcClient grpc,
      SocketAddress address,
      MethodDescriptor<Q, A> method,
      Q question,
      long millis) {
    Promise<A> answer = Promise.promise();
    long timer = vertx.setTimer(millis, id -> answer.tryFail("no answer in time"));
    List<GrpcClientRequest<Q, A>> under = new ArrayList<>(1);
    grpc.<Q, A>request(address, method)
        .onFailure(answer::tryFail)
        .onSuccess(
            ready -> {
              under.add(ready);
              ready.exceptionHandler(answer::tryFail);
              ready
                  .response()
                  .compose(head -> head.last())
                  .onSuccess(
                      message -> {
                        if (message == null) {
                          answer.tryFail("answered without a message");
                        } else {
                          answer.tryComplete(message);
                        }
                      })
                  .onFailure(answer::tryFail);
              ready.end(question);
            });
    return answer
        .future()
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              if (result.failed()) {
                under.forEach(GrpcClientRequest::cancel);
              }
            });
  }
}
