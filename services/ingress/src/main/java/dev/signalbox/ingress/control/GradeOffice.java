package dev.signalbox.ingress.control;

import dev.signalbox.contracts.verdict.v1.GiveGradeReply;
import dev.signalbox.contracts.verdict.v1.GiveGradeRequest;
import dev.signalbox.contracts.verdict.v1.GradedDecision;
import dev.signalbox.contracts.verdict.v1.GradesGrpc;
import dev.signalbox.ingress.flow.Grading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Verdict's grades, which all replicas share. Each call has a deadline; few are under way. */
public final class GradeOffice implements Grading {
  private static final long CALL_MS = 2_000;
  private static final int MOST_UNDER_WAY = 64;
  private static final int SIX_DECIMALS = 6;

  private final Vertx vertx;
  private final GrpcClient grpc;
  private final SocketAddress address;
  private final AtomicInteger underWay = new AtomicInteger();

  public GradeOffice(Vertx vertx, GrpcClient grpc, SocketAddress address) {
    this.vertx = vertx;
    this.grpc = grpc;
    this.address = address;
  }

  @Override
  public Future<Reply> give(String decisionId, String tenant, BigDecimal score) {
    if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      underWay.decrementAndGet();
      return Future.failedFuture("too many grades are under way");
    }
    GiveGradeRequest request =
        GiveGradeRequest.newBuilder()
            .setDecisionId(decisionId)
            .setTenant(tenant)
            .setScoreMillionths(score.movePointRight(SIX_DECIMALS).longValueExact())
            .build();
    Promise<GiveGradeReply> reply = Promise.promise();
    long timer = vertx.setTimer(CALL_MS, id -> reply.tryFail("no answer in time"));
    List<GrpcClientRequest<GiveGradeRequest, GiveGradeReply>> under = new ArrayList<>(1);
    grpc.<GiveGradeRequest, GiveGradeReply>request(address, GradesGrpc.getGiveMethod())
        .onFailure(reply::tryFail)
        .onSuccess(
            ready -> {
              under.add(ready);
              ready.exceptionHandler(reply::tryFail);
              ready
                  .response()
                  .compose(head -> head.last())
                  .onSuccess(reply::tryComplete)
                  .onFailure(reply::tryFail);
              ready.end(request);
            });
    return reply
        .future()
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              underWay.decrementAndGet();
              if (result.failed() || result.result() == null) {
                under.forEach(GrpcClientRequest::cancel);
              }
            })
        .map(answer -> read(answer, decisionId, tenant));
  }

  /** An answer without a message, or of a kind unknown here, is no answer. */
  private static Reply read(GiveGradeReply answer, String decisionId, String tenant) {
    if (answer == null) {
      throw new IllegalStateException("verdict refused the grade");
    }
    return switch (answer.getResult()) {
      case TAKEN -> new Reply.Taken(graded(answer.getDecision(), decisionId, tenant));
      case OTHER_GRADE -> new Reply.Other();
      case UNKNOWN -> new Reply.Unknown();
      case NOTHING_TO_GRADE -> new Reply.Nothing();
      case RESULT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("verdict answered a grade with something new");
    };
  }

  private static Graded graded(GradedDecision of, String decisionId, String tenant) {
    return new Graded(
        decisionId,
        tenant,
        of.getRoute(),
        of.getModel(),
        of.getReferenceModel(),
        of.getSimulated(),
        of.hasTask() ? Optional.of(of.getTask()) : Optional.empty(),
        of.hasComplexity() ? Optional.of(BigDecimal.valueOf(of.getComplexity())) : Optional.empty(),
        of.hasPredictedSuccess()
            ? Optional.of(BigDecimal.valueOf(of.getPredictedSuccess()))
            : Optional.empty(),
        of.hasClassifierVersion() ? Optional.of(of.getClassifierVersion()) : Optional.empty());
  }
}
