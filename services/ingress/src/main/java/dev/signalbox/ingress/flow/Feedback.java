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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of an answer afterwards: once for each decision, by the decision's own tenant,
 * while this process remembers it. Thread-safe.
 */
public final class Feedback {
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
  private static final Duration SOON = Duration.ofSeconds(5);

  private final RecentDecisions recent;
  private final EventLog events;
  private final InstantSource clock;

  public Feedback(RecentDecisions recent, EventLog events, InstantSource clock) {
    this.recent = recent;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Writes the grade down; the same grade again changes nothing.
   *
   * @param score in [0,1], 1 is good
   * @throws ProblemException when there is no such decision of the tenant, it has another grade, or
   *     it can't be recorded
   */
  public void give(
      String decisionId, String tenant, BigDecimal score, @Nullable String traceparent) {
    RouteDecided decided = decided(decisionId, tenant);
    if (Boolean.TRUE.equals(decided.getDryRun())) {
      throw new ProblemException(
          IngressProblem.INVALID_REQUEST,
          "Invalid request: no model answered by this decision, so there is nothing to grade.",
          null,
          null);
    }
    Optional<BigDecimal> before = recent.grade(decisionId, score);
    if (before.isPresent()) {
      if (before.get().compareTo(score) != 0) {
        throw new ProblemException(
            IngressProblem.FEEDBACK_GIVEN,
            "This decision has another grade already; a grade stays as it was given.",
            "score",
            null);
      }
      return;
    }
    append(decided, score, traceparent);
  }

  private RouteDecided decided(String decisionId, String tenant) {
    byte[] json =
        recent
            .find(decisionId, tenant)
            .orElseThrow(
                () ->
                    new ProblemException(
                        IngressProblem.NOT_FOUND,
                        "This replica remembers no such decision of yours."));
    try {
      return JSON.readValue(json, RouteDecided.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a decision that was written can be read", e);
    }
  }

  private void append(RouteDecided decided, BigDecimal score, @Nullable String traceparent) {
    Instant now = clock.instant();
    String id = "feedback-" + decided.getDecisionId();
    try {
      events.append(
          EventKind.OUTCOME_OBSERVED,
          id,
          decided.getTenant(),
          now,
          traceparent,
          outcome(decided, id, score, now));
    } catch (SpoolFullException e) {
      recent.ungrade(decided.getDecisionId());
      throw new ProblemException(
          IngressProblem.EVENTS_UNAVAILABLE,
          "Feedback can't be recorded right now. Try again.",
          null,
          SOON);
    }
  }

  /**
   * The model is the one that was decided on. Where another one answered in its place, the grade
   * says nothing about the prediction, but that is not known any more here.
   */
  private static OutcomeObserved outcome(
      RouteDecided decided, String id, BigDecimal score, Instant now) {
    Classification classification = decided.getClassification();
    var outcome =
        new OutcomeObserved.OutcomeObservedBuilder()
            .withOutcomeId(id)
            .withDecisionId(decided.getDecisionId())
            .withObservedAt(now)
            .withTenant(decided.getTenant())
            .withRoute(decided.getRoute())
            .withModel(decided.getModel())
            .withReferenceModel(decided.getReferenceModel())
            .withTask(classification.getTask())
            .withComplexity(classification.getComplexity())
            .withSource(OutcomeObserved.Source.FEEDBACK)
            .withSimulated(decided.getSimulated())
            .withScore(score);
    for (CandidateConsidered candidate : decided.getCandidates()) {
      if (candidate.getModel().equals(decided.getModel()) && candidate.getSuccess() != null) {
        outcome
            .withPredictedSuccess(candidate.getSuccess())
            .withClassifierVersion(classification.getVersion());
      }
    }
    return outcome.build();
  }
}
