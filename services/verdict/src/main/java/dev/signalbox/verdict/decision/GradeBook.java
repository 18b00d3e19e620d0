package dev.signalbox.verdict.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Clients' grades of decisions: the first one of each stays. */
@ApplicationScoped
public class GradeBook {
  /** A grade that came by the topic alone, while this service was away, counts as given too. */
  private static final String GIVE =
      """
      insert into decision_grade (decision_id, score_millionths)
      values (:id, coalesce((select o.score_millionths from outcome o where o.event_id = 'feedback-' || :id), :score))
      on conflict do nothing
      """;

  private static final String GIVEN =
      "select score_millionths from decision_grade where decision_id = :id";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final DecisionBook decisions;

  GradeBook(Database database, DecisionBook decisions) {
    this.database = database;
    this.decisions = decisions;
  }

  /**
   * Gives a decision its grade unless it has one.
   *
   * @param tenant whose decision it must be
   * @param scoreMillionths 0 is bad, 1,000,000 good
   */
  public Uni<GradeOutcome> give(String id, String tenant, long scoreMillionths) {
    return decisions
        .find(id)
        .flatMap(
            decision -> {
              if (decision == null || !decision.tenant().equals(tenant)) {
                return Uni.createFrom().item(new GradeOutcome.Unknown());
              }
              if (decision.dryRun()) {
                return Uni.createFrom().item(new GradeOutcome.Nothing());
              }
              return database
                  .write(session -> given(session, id, scoreMillionths))
                  .map(
                      given ->
                          given == scoreMillionths
                              ? new GradeOutcome.Taken(decision, success(decision))
                              : new GradeOutcome.Other());
            });
  }

  /** The grade that stays. */
  private static Uni<Long> given(Mutiny.Session session, String id, long score) {
    return session
        .createNativeQuery(GIVE)
        .setParameter("id", id)
        .setParameter("score", score)
        .executeUpdate()
        .chain(
            () ->
                session
                    .createNativeQuery(GIVEN, Long.class)
                    .setParameter("id", id)
                    .getSingleResult());
  }

  private static @Nullable Double success(Decision decision) {
    try {
      for (JsonNode candidate : JSON.readTree(decision.candidates())) {
        if (candidate.path("model").asText().equals(decision.model())
            && candidate.path("success").isNumber()) {
          return candidate.get("success").doubleValue();
        }
      }
      return null;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
