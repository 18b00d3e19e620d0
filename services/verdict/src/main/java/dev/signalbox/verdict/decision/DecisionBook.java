package dev.signalbox.verdict.decision;

import dev.signalbox.verdict.database.BatchWriter;
import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Stores decisions and finds them again. */
@ApplicationScoped
public class DecisionBook {
  private static final String RECORD =
      """
      with incoming as materialized (
        select distinct on (event_id) * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(
          event_id text, decided_at timestamptz, decision_id text, tenant text, key_id text, route text, mode text,
          model text, reference_model text, reason text, reason_code text, simulated boolean, dry_run boolean,
          pool_version text, classifier_status text, classifier_version text, task text,
          complexity double precision, classifier_micros bigint, facts jsonb, candidates jsonb, choice jsonb)
        order by event_id),
      fresh as (
        insert into event_inbox (topic, event_id) select 'signalbox.decisions', event_id from incoming order by event_id
        on conflict do nothing returning event_id),
      stored as (
        insert into decision (decided_at, decision_id, tenant, key_id, route, mode, model, reference_model, reason,
          reason_code, simulated, dry_run, pool_version, classifier_status, classifier_version, task, complexity,
          classifier_micros, facts, candidates, choice)
        select decided_at, decision_id, tenant, key_id, route, mode, model, reference_model, reason,
          reason_code, simulated, dry_run, pool_version, classifier_status, classifier_version, task, complexity,
          classifier_micros, facts, candidates, choice
        from incoming join fresh using (event_id) order by decided_at, decision_id
        returning 1)
      select count(*) from stored
      """;

  private final Database database;
  private final BatchWriter writer;

  DecisionBook(Database database, BatchWriter writer) {
    this.database = database;
    this.writer = writer;
  }

  /**
   * Stores those not seen before, in one transaction with their ids; answers how many those are.
   */
  public Uni<Integer> record(List<DecisionRow> rows) {
    return writer.write("signalbox-decision", RECORD, rows);
  }

  /** Newest first, those after the cursor. */
  public Uni<DecisionPage> page(DecisionFilter filter, @Nullable DecisionCursor before, int limit) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> parameters = new TreeMap<>();
    equal(conditions, parameters, "model", filter.model());
    equal(conditions, parameters, "route", filter.route());
    equal(conditions, parameters, "tenant", filter.tenant());
    if (before != null) {
      // The first condition is implied; it lets PostgreSQL skip the months after the cursor.
      conditions.add(
          "d.decidedAt <= :at and (d.decidedAt < :at or (d.decidedAt = :at and d.id < :id))");
      parameters.put("at", before.decidedAt());
      parameters.put("id", before.decisionId());
    }
    String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    String query = "from Decision d" + where + " order by d.decidedAt desc, d.id desc";
    return database.read(
        session -> {
          Mutiny.SelectionQuery<Decision> selection =
              session.createSelectionQuery(query, Decision.class);
          parameters.forEach(selection::setParameter);
          return selection
              .setMaxResults(limit + 1)
              .getResultList()
              .map(found -> pageOf(found, limit));
        });
  }

  private static DecisionPage pageOf(List<Decision> found, int limit) {
    return found.size() <= limit
        ? new DecisionPage(found, null)
        : new DecisionPage(found.subList(0, limit), DecisionCursor.of(found.get(limit - 1)));
  }

  public Uni<@Nullable Decision> find(String id) {
    return database.read(
        session ->
            session
                .createSelectionQuery(
                    "from Decision d where d.id = :id order by d.decidedAt", Decision.class)
                .setParameter("id", id)
                .setMaxResults(1)
                .getSingleResultOrNull());
  }

  /**
   * In order of arrival, those that arrived after {@code seq} and were decided after {@code since}.
   */
  public Uni<List<Decision>> arrivedAfter(long seq, Instant since, int limit) {
    return database.read(
        session ->
            session
                .createSelectionQuery(
                    "from Decision d where d.seq > :seq and d.decidedAt > :since order by d.seq",
                    Decision.class)
                .setParameter("seq", seq)
                .setParameter("since", since)
                .setMaxResults(limit)
                .getResultList());
  }

  /** The latest order of arrival; 0 when there is nothing. */
  public Uni<Long> lastSeq() {
    return database.read(
        session ->
            session
                .createSelectionQuery("select coalesce(max(d.seq), 0) from Decision d", Long.class)
                .getSingleResult());
  }

  private static void equal(
      List<String> conditions,
      Map<String, Object> parameters,
      String field,
      @Nullable String value) {
    if (value != null) {
      conditions.add("d." + field + " = :" + field);
      parameters.put(field, value);
    }
  }
}
