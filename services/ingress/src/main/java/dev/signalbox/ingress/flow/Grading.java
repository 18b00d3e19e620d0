package dev.signalbox.ingress.flow;

import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.Optional;

/** Where grades are kept for all replicas. */
public interface Grading {
  /** No such place: each replica knows what it remembers. */
  Grading ALONE = (decisionId, tenant, score) -> Future.succeededFuture(new Reply.Unknown());

  /** Gives a decision its grade unless it has one; fails when nobody answers in time. */
  Future<Reply> give(String decisionId, String tenant, BigDecimal score);

  /** What came of it. */
  sealed interface Reply {
    /** The decision has this grade, now or since an earlier call. */
    record Taken(Graded decision) implements Reply {}

    /** It has another one, which stays. */
    record Other() implements Reply {}

    /** No decision of the tenant is known by this id, or not yet. */
    record Unknown() implements Reply {}

    /** A dry run: no model answered. */
    record Nothing() implements Reply {}
  }

  /**
   * What a grade is of.
   *
   * @param success what the classifier said of the model
   * @param version of the classifier; empty where it said nothing
   */
  record Graded(
      String decisionId,
      String tenant,
      String route,
      String model,
      String reference,
      boolean simulated,
      Optional<String> task,
      Optional<BigDecimal> complexity,
      Optional<BigDecimal> success,
      Optional<String> version) {}
}
