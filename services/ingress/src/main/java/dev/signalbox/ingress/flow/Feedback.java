package dev.signalbox.ingress.flow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.CandidateConsidered;
import dev.signalbox.contracts.events.Classification;
import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.contracts.events.RouteDecided;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.events.EventKind;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.spool.SpoolFullException;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of an answer afterwards: once for each decision, by the decision's own tenant.
 * Verdict keeps the grades for all replicas; while it is away, or has not heard of the decision
 * yet, a replica takes grades of what it remembers itself. Thread-safe.
 */
public final class Feedback {
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
  private static final Duration SOON = Duration.ofSeconds(5);

  private final RecentDecisions recent;
  private final Grading grading;
  private final EventLog events;
  private final InstantSource clock;

  public Feedback(RecentDecisions recent, Grading grading, EventLog events, InstantSource clock) {
    this.recent = recent;
    this.grading = grading;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Writes the grade down; the same grade again changes nothing. Fails with a {@link
   * ProblemException} when there is no such decision of the tenant, it has another grade, or it
   * can't be recorded.
   *
   * @param score in [0,1], 1 is good
   */
  public Future<Void> give(
      String decisionId, String tenant, BigDecimal score, @Nullable String traceparent) {
    Optional<RouteDecided> remembered = remembered(decisionId, tenant);
    if (remembered.isPresent() && Boolean.TRUE.equals(remembered.get().getDryRun())) {
      return Future.failedFuture(nothingToGrade());
    }
    return grading
        .give(decisionId, tenant, score)
        .recover(
            away ->
                remembered.isPresent()
                    ? Future.succeededFuture(new Grading.Reply.Unknown())
                    : Future.failedFuture(unavailable()))
        .map(
            reply -> {
              take(reply, decisionId, remembered, score, traceparent);
              return null;
            });
  }

  private void take(
      Grading.Reply reply,
      String decisionId,
      Optional<RouteDecided> remembered,
      BigDecimal score,
      @Nullable String traceparent) {
    Grading.Graded decision =
        switch (reply) {
          case Grading.Reply.Taken(Grading.Graded known) -> known;
          case Grading.Reply.Unknown unknown ->
              remembered.map(Feedback::graded).orElseThrow(Feedback::notFound);
          case Grading.Reply.Other other -> throw given();
          case Grading.Reply.Nothing nothing -> throw nothingToGrade();
        };
    Optional<BigDecimal> before = recent.grade(decisionId, score);
    if (before.isEmpty()) {
      append(decision, score, traceparent);
    } else if (before.get().compareTo(score) != 0) {
      throw given();
    }
  }

  private static ProblemException notFound() {
    return new ProblemException(IngressProblem.NOT_FOUND, "No such decision of yours is known.");
  }

  private static ProblemException nothingToGrade() {
    return new ProblemException(
        IngressProblem.INVALID_REQUEST,
        "Invalid request: no model answered by this decision, so there is nothing to grade.",
        null,
        null);
  }

  private static ProblemException given() {
    return new ProblemException(
        IngressProblem.FEEDBACK_GIVEN,
        "This decision has another grade already; a grade stays as it was given.",
        "score",
        null);
  }

  private static ProblemException unavailable() {
    return new ProblemException(
        IngressProblem.EVENTS_UNAVAILABLE,
        "Feedback can't be recorded right now. Try again.",
        null,
        SOON);
  }

  private Optional<RouteDecided> remembered(String decisionId, String tenant) {
    return recent
        .find(decisionId, tenant)
        .map(
            json -> {
              try {
                return JSON.readValue(json, RouteDecided.class);
              } catch (IOException e) {
                throw new UncheckedIOException("a decision that was written can be read", e);
              }
            });
  }

  private void append(Grading.Graded decision, BigDecimal score, @Nullable String traceparent) {
    Instant now = clock.instant();
    String id = "feedback-" + decision.decisionId();
    try {
      events.append(
          EventKind.OUTCOME_OBSERVED,
          id,
          decision.tenant(),
          now,
          traceparent,
          outcome(decision, id, score, now));
    } catch (SpoolFullException e) {
      recent.ungrade(decision.decisionId());
      throw unavailable();
    }
  }

  private static Grading.Graded graded(RouteDecided decided) {
    Classification classification = decided.getClassification();
    Optional<BigDecimal> success =
        decided.getCandidates().stream()
            .filter(candidate -> candidate.getModel().equals(decided.getModel()))
            .findFirst()
            .map(CandidateConsidered::getSuccess);
    return new Grading.Graded(
        decided.getDecisionId(),
        decided.getTenant(),
        decided.getRoute(),
        decided.getModel(),
        decided.getReferenceModel(),
        Boolean.TRUE.equals(decided.getSimulated()),
        Optional.ofNullable(classification.getTask()),
        Optional.ofNullable(classification.getComplexity()),
        success,
        Optional.ofNullable(classification.getVersion()));
  }

  /**
   * The model is the one that was decided on. Where another one answered in its place, the grade
   * says nothing about the prediction, but that is not known any more here.
   */
  private static OutcomeObserved outcome(
      Grading.Graded decision, String id, BigDecimal score, Instant now) {
    var outcome =
        new OutcomeObserved.OutcomeObservedBuilder()
            .withOutcomeId(id)
            .withDecisionId(decision.decisionId())
            .withObservedAt(now)
            .withTenant(decision.tenant())
            .withRoute(decision.route())
            .withModel(decision.model())
            .withReferenceModel(decision.reference())
            .withTask(decision.task().orElse(null))
            .withComplexity(decision.complexity().orElse(null))
            .withSource(OutcomeObserved.Source.FEEDBACK)
            .withSimulated(decision.simulated())
            .withScore(score);
    decision
        .success()
        .ifPresent(
            success ->
                outcome
                    .withPredictedSuccess(success)
                    .withClassifierVersion(decision.version().orElse(null)));
    return outcome.build();
  }
}
