package dev.signalbox.ingress.control;

import dev.signalbox.contracts.verdict.v1.GiveGradeReply;
import dev.signalbox.contracts.verdict.v1.GiveGradeRequest;
import dev.signalbox.contracts.verdict.v1.GradedDecision;
import dev.signalbox.contracts.verdict.v1.GradesGrpc;
import dev.signalbox.ingress.eventloop.DeadlineCall;
import dev.signalbox.ingress.flow.Grading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.math.BigDecimal;
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
    return DeadlineCall.ask(vertx, grpc, address, GradesGrpc.getGiveMethod(), request, CALL_MS)
        .onComplete(result -> underWay.decrementAndGet())
        .map(answer -> read(answer, decisionId, tenant));
  }

  /** An answer of a kind unknown here is no answer. */
  private static Reply read(GiveGradeReply answer, String decisionId, String tenant) {
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
