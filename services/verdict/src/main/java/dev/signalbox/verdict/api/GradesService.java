package dev.signalbox.verdict.api;

import dev.signalbox.contracts.verdict.v1.GiveGradeReply;
import dev.signalbox.contracts.verdict.v1.GiveGradeRequest;
import dev.signalbox.contracts.verdict.v1.GradedDecision;
import dev.signalbox.contracts.verdict.v1.Grades;
import dev.signalbox.verdict.decision.Decision;
import dev.signalbox.verdict.decision.GradeBook;
import dev.signalbox.verdict.decision.GradeOutcome;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** {@code signalbox.verdict.v1.Grades}, for the replicas of the ingress. */
@GrpcService
class GradesService implements Grades {
  private static final int LONGEST = 200;
  private static final long BEST = 1_000_000;

  private final GradeBook book;

  GradesService(GradeBook book) {
    this.book = book;
  }

  @Override
  public Uni<GiveGradeReply> give(GiveGradeRequest request) {
    String id = request.getDecisionId();
    long score = request.getScoreMillionths();
    if (id.isEmpty()
        || id.length() > LONGEST
        || id.indexOf('\0') >= 0
        || score < 0
        || score > BEST) {
      return Uni.createFrom()
          .failure(
              Status.INVALID_ARGUMENT
                  .withDescription("a decision's id and a score from 0 to 1,000,000")
                  .asRuntimeException());
    }
    return book.give(id, request.getTenant(), score)
        .map(GradesService::reply)
        .onFailure()
        .transform(Grpc::status);
  }

  private static GiveGradeReply reply(GradeOutcome outcome) {
    GiveGradeReply.Builder reply = GiveGradeReply.newBuilder();
    return switch (outcome) {
      case GradeOutcome.Taken taken ->
          reply
              .setResult(GiveGradeReply.Result.TAKEN)
              .setDecision(decision(taken.decision(), taken.success()))
              .build();
      case GradeOutcome.Other other -> reply.setResult(GiveGradeReply.Result.OTHER_GRADE).build();
      case GradeOutcome.Unknown unknown -> reply.setResult(GiveGradeReply.Result.UNKNOWN).build();
      case GradeOutcome.Nothing nothing ->
          reply.setResult(GiveGradeReply.Result.NOTHING_TO_GRADE).build();
    };
  }

  private static GradedDecision decision(Decision of, @Nullable Double success) {
    GradedDecision.Builder decision =
        GradedDecision.newBuilder()
            .setRoute(of.route())
            .setModel(of.model())
            .setReferenceModel(of.referenceModel())
            .setSimulated(of.simulated());
    String task = of.task();
    Double complexity = of.complexity();
    String version = of.classifierVersion();
    if (task != null) {
      decision.setTask(task);
    }
    if (complexity != null) {
      decision.setComplexity(complexity);
    }
    if (success != null) {
      decision.setPredictedSuccess(success);
    }
    if (version != null) {
      decision.setClassifierVersion(version);
    }
    return decision.build();
  }
}
