package dev.signalbox.verdict.api;

import dev.signalbox.contracts.verdict.v1.GetTallyRequest;
import dev.signalbox.contracts.verdict.v1.Tally;
import dev.signalbox.contracts.verdict.v1.Verdicts;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.database.Failures;
import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.vote.Standing;
import dev.signalbox.verdict.vote.VoteBook;
import io.grpc.Status;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** {@code signalbox.verdict.v1.Verdicts}, for the other services. */
@GrpcService
class VerdictsService implements Verdicts {
  private final VoteBook book;

  VerdictsService(VoteBook book) {
    this.book = book;
  }

  @Override
  public Uni<Tally> getTally(GetTallyRequest request) {
    return book.standing(request.getSubject(), null)
        .map(VerdictsService::tally)
        .onFailure()
        .transform(VerdictsService::status);
  }

  private static Tally tally(Standing standing) {
    Interval interval = standing.tally().interval();
    return Tally.newBuilder()
        .setSubject(standing.subject().slug())
        .setShip(standing.tally().ship())
        .setSkip(standing.tally().skip())
        .setLower(interval.lower())
        .setUpper(interval.upper())
        .build();
  }

  private static RuntimeException status(Throwable failure) {
    if (failure instanceof ProblemException e) {
      return Status.Code.valueOf(e.problem().grpcStatus())
          .toStatus()
          .withDescription(e.detail())
          .asRuntimeException();
    }
    Status status = Failures.isUnavailable(failure) ? Status.UNAVAILABLE : Status.INTERNAL;
    return status.withCause(failure).asRuntimeException();
  }
}
