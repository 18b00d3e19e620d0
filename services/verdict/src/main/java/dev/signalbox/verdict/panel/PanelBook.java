package dev.signalbox.verdict.panel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Keeps panels. Settling reads the reviews, counts, closes the panel and writes the event in one
 * transaction that holds the panel's row: nothing is added to a verdict after it.
 */
@ApplicationScoped
public class PanelBook {
  private static final String SELECT =
      """
      select cast(to_jsonb(p) || jsonb_build_object('reviews', coalesce((select jsonb_agg(to_jsonb(r) order by r.reviewed_at, r.id)
        from review r where r.panel = p.id), '[]')) as text)
      from panel p
      """;

  private static final String CONVENE =
      """
      insert into panel (id, subject, other, facts_version, price_version, other_facts_version, other_price_version,
        quorum, seats, sample, opened_at, state)
      select :id, :subject, nullif(:other, ''),
        coalesce((select max(version) from subject_facts where subject = :subject), 0),
        coalesce((select max(version) from price_sheet where subject = :subject), 0),
        (select max(version) from subject_facts where subject = :other),
        (select max(version) from price_sheet where subject = :other),
        :quorum, cast(cast(:seats as text) as jsonb), :sample, :at, 'open'
      """;

  private static final String ADD_REVIEW =
      """
      insert into review (id, panel, reviewer, kind, lens, lens_version, first_shown, verdict, scores, body, change_mind,
        problem, model, decision_id, cost_nano_usd, simulated, reviewed_at)
      select r.id, :panel, r.reviewer, r.kind, r.lens, r.lens_version, r.first_shown, r.verdict, r.scores, r.body, r.change_mind,
        r.problem, r.model, r.decision_id, r.cost_nano_usd, r.simulated, :at
      from jsonb_to_record(cast(cast(:review as text) as jsonb)) as r(id text, reviewer text, kind text, lens text, lens_version int,
        first_shown text, verdict text, scores jsonb, body text, change_mind text, problem text, model text, decision_id text,
        cost_nano_usd bigint, simulated boolean)
      on conflict do nothing
      """;

  private static final String LOCK = "select state from panel where id = :id for update";

  private static final String HISTORY =
      """
      select r.panel, r.reviewer || chr(10) || r.lens, r.verdict = 'ship' from review r join panel p on p.id = r.panel
      where p.other is null and p.state = 'settled' and r.verdict in ('ship', 'skip') order by r.reviewed_at desc
      """;

  private static final int HISTORY_READ = 2_000;

  private static final String NEWEST =
      """
       where p.id in (select distinct on (q.subject, coalesce(q.other, '')) q.id from panel q
        where q.state = 'settled' and q.settled_at < :at order by q.subject, coalesce(q.other, ''), q.settled_at desc)
      order by p.settled_at desc
      """;

  private static final int MOST_SUBJECTS = 2_000;

  private static final String SETTLE =
      """
      update panel set state = 'settled', settled_at = :at, result = cast(cast(:result as text) as jsonb) where id = :id
      """;

  private static final String EMIT =
      """
      insert into verdict_outbox (event_id, subject, data, made_at)
      values (:id, :subject, cast(cast(:data as text) as jsonb), :at)
      """;

  private final Database database;
  private final InstantSource clock;
  private final ObjectMapper json;

  PanelBook(Database database, InstantSource clock, ObjectMapper json) {
    this.database = database;
    this.clock = clock;
    this.json = json;
  }

  /**
   * Opens a panel on the present versions.
   *
   * @param other null for one subject
   * @return its id
   */
  public Uni<String> convene(
      String subject, @Nullable String other, List<Seat> seats, int quorum, boolean sample) {
    String id = "panel_" + UUID.randomUUID().toString().replace("-", "");
    return database
        .write(
            session ->
                session
                    .createNativeQuery(CONVENE)
                    .setParameter("id", id)
                    .setParameter("subject", subject)
                    .setParameter("other", other == null ? "" : other)
                    .setParameter("quorum", quorum)
                    .setParameter("seats", text(seats))
                    .setParameter("sample", sample)
                    .setParameter("at", clock.instant().atOffset(ZoneOffset.UTC))
                    .executeUpdate())
        .replaceWith(id);
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such panel. */
  public Uni<Panel> find(String id) {
    return database
        .read(session -> one(session, id))
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("there is no such panel"));
  }

  /** The newest settled panels on a subject alone or on a pair, newest first. */
  public Uni<List<Panel>> settled(String subject, @Nullable String other, int most) {
    return panels(
        " where p.subject = :subject and coalesce(p.other, '') = :other and p.state = 'settled'"
            + " order by p.settled_at desc",
        subject,
        other == null ? "" : other,
        most);
  }

  /** Open panels, oldest first. */
  public Uni<List<Panel>> open(int most) {
    return database.read(
        session ->
            session
                .createNativeQuery(
                    SELECT + " where p.state = 'open' order by p.opened_at", String.class)
                .setMaxResults(most)
                .getResultList()
                .map(rows -> rows.stream().map(row -> PanelRows.panel(row, json)).toList()));
  }

  /** All panels that were settled, newest first. */
  public Uni<List<Panel>> latest(int most) {
    return database.read(
        session ->
            session
                .createNativeQuery(
                    SELECT + " where p.state = 'settled' order by p.settled_at desc", String.class)
                .setMaxResults(most)
                .getResultList()
                .map(rows -> rows.stream().map(row -> PanelRows.panel(row, json)).toList()));
  }

  /** The newest panel of each subject and pair among those settled before {@code at}. */
  public Uni<List<Panel>> newestBefore(Instant at) {
    return database.read(
        session ->
            session
                .createNativeQuery(SELECT + NEWEST, String.class)
                .setParameter("at", at.atOffset(ZoneOffset.UTC))
                .setMaxResults(MOST_SUBJECTS)
                .getResultList()
                .map(rows -> rows.stream().map(row -> PanelRows.panel(row, json)).toList()));
  }

  /** Adds a review to an open panel; one seat has one review in each order. */
  public Uni<Boolean> add(String panel, Review review) {
    return database.write(
        session ->
            locked(session, panel)
                .chain(
                    () ->
                        session
                            .createNativeQuery(ADD_REVIEW)
                            .setParameter("panel", panel)
                            .setParameter("review", row(review).toString())
                            .setParameter("at", review.reviewedAt().atOffset(ZoneOffset.UTC))
                            .executeUpdate())
                .map(added -> added == 1));
  }

  /** Counts and closes an open panel. */
  public Uni<Panel> settle(String id) {
    return database.write(
        session ->
            locked(session, id)
                .chain(() -> one(session, id))
                .flatMap(
                    panel ->
                        session
                            .createNativeQuery(HISTORY, Object[].class)
                            .setMaxResults(HISTORY_READ)
                            .getResultList()
                            .flatMap(
                                rows -> settle(session, panel, PanelHistory.size(panel, rows))))
                .chain(() -> one(session, id)));
  }

  private Uni<Void> settle(Mutiny.Session session, Panel panel, @Nullable Double size) {
    PanelResult result =
        Count.of(panel.reviews(), panel.isPair() ? panel.subject() : null, panel.quorum(), size);
    Instant now = clock.instant();
    return session
        .createNativeQuery(SETTLE)
        .setParameter("id", panel.id())
        .setParameter("result", text(result))
        .setParameter("at", now.atOffset(ZoneOffset.UTC))
        .executeUpdate()
        .chain(
            () ->
                panel.sample()
                    ? Uni.createFrom().item(0)
                    : session
                        .createNativeQuery(EMIT)
                        .setParameter("id", panel.id())
                        .setParameter("subject", panel.name())
                        .setParameter("data", text(SettledEvent.of(panel, result, now)))
                        .setParameter("at", now.atOffset(ZoneOffset.UTC))
                        .executeUpdate())
        .replaceWithVoid();
  }

  private Uni<Void> locked(Mutiny.Session session, String id) {
    return session
        .createNativeQuery(LOCK, String.class)
        .setParameter("id", id)
        .getSingleResultOrNull()
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("there is no such panel"))
        .invoke(
            state -> {
              if ("settled".equals(state)) {
                throw new ProblemException(
                    VerdictProblem.SETTLED, "the panel is settled; convene it again");
              }
            })
        .replaceWithVoid();
  }

  private Uni<Panel> one(Mutiny.Session session, String id) {
    return session
        .createNativeQuery(SELECT + " where p.id = :id", String.class)
        .setParameter("id", id)
        .getSingleResultOrNull()
        .map(row -> row == null ? null : PanelRows.panel(row, json));
  }

  private Uni<List<Panel>> panels(String where, String subject, String other, int most) {
    return database.read(
        session ->
            session
                .createNativeQuery(SELECT + where, String.class)
                .setParameter("subject", subject)
                .setParameter("other", other)
                .setMaxResults(most)
                .getResultList()
                .map(rows -> rows.stream().map(row -> PanelRows.panel(row, json)).toList()));
  }

  private ObjectNode row(Review review) {
    ObjectNode row = json.createObjectNode();
    row.put("id", review.id());
    row.put("reviewer", review.reviewer());
    row.put("kind", review.human() ? "human" : "model");
    row.put("lens", review.lens());
    row.put("lens_version", review.lensVersion());
    row.put("first_shown", review.firstShown());
    row.put("verdict", review.verdict().text());
    row.set("scores", json.valueToTree(review.scores()));
    row.put("body", review.body());
    row.put("change_mind", review.changeMind());
    row.put("problem", review.problem());
    row.put("model", review.model());
    row.put("decision_id", review.decisionId());
    var cost = review.cost();
    row.put("cost_nano_usd", cost == null ? null : (Long) cost.nanoUsd());
    row.put("simulated", review.simulated());
    return row;
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
