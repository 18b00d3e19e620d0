package dev.signalbox.verdict.subject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads subjects and adds versions. Two writers of one subject queue on its row. */
@ApplicationScoped
public class SubjectBook {
  /** For a version of 0 the newest; the pinned one otherwise. */
  private static final String SHEETS =
      """
      select cast(jsonb_build_object(
        'slug', s.slug, 'kind', s.kind, 'title', s.title, 'summary', s.summary, 'maker', s.maker, 'link', s.link,
        'poolName', s.pool_name, 'sample', s.sample, 'simulated', s.simulated, 'facts', to_jsonb(f), 'prices', to_jsonb(p)) as text)
      from subject s
        left join lateral (select * from subject_facts where subject = s.slug and (:facts = 0 or version = :facts)
          order by version desc limit 1) f on true
        left join lateral (select * from price_sheet where subject = s.slug and (:prices = 0 or version = :prices)
          order by version desc limit 1) p on true
      where :slug = '' or s.slug = :slug
      order by s.position, s.slug
      """;

  private static final String PRICES =
      "select cast(to_jsonb(p) as text) from price_sheet p where subject = :slug order by version desc";

  private static final String FACTS =
      "select cast(to_jsonb(f) as text) from subject_facts f where subject = :slug order by version desc";

  private static final String CREATE =
      """
      insert into subject (slug, kind, title, summary, simulated, position, sample, maker, link, pool_name)
      values (:slug, :kind, :title, :summary, false, 100, :sample, :maker, nullif(:link, ''), nullif(:pool, ''))
      on conflict (slug) do nothing
      """;

  private static final String LOCK = "select slug from subject where slug = :slug for update";

  private static final String ADD_FACTS =
      """
      insert into subject_facts (subject, version, facts, note, recorded_at)
      select :slug, coalesce(max(version), 0) + 1, cast(cast(:facts as text) as jsonb), :note, :at
      from subject_facts where subject = :slug
      """;

  private static final String ADD_PRICES =
      """
      insert into price_sheet (subject, version, source, source_date, per_million_input, per_million_cached_input,
        per_million_output, per_image, per_thousand_requests, per_month, note, recorded_at)
      select :slug, (select coalesce(max(version), 0) + 1 from price_sheet where subject = :slug), r.source, r.source_date,
        r.per_million_input, r.per_million_cached_input, r.per_million_output, r.per_image, r.per_thousand_requests,
        r.per_month, r.note, :at
      from jsonb_to_record(cast(cast(:sheet as text) as jsonb)) as r(source text, source_date date, per_million_input bigint,
        per_million_cached_input bigint, per_million_output bigint, per_image bigint, per_thousand_requests bigint,
        per_month bigint, note text)
      """;

  private final Database database;
  private final InstantSource clock;
  private final ObjectMapper json;

  SubjectBook(Database database, InstantSource clock, ObjectMapper json) {
    this.database = database;
    this.clock = clock;
    this.json = json;
  }

  /** All subjects in their order, each with its newest versions. */
  public Uni<List<SubjectSheet>> all() {
    return database.read(session -> sheets(session, "", 0, 0));
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such subject. */
  public Uni<SubjectSheet> find(String slug) {
    return at(slug, 0, 0);
  }

  /**
   * A subject as a verdict pinned it.
   *
   * @param facts version, 0 for the newest
   * @param prices version, 0 for the newest
   */
  public Uni<SubjectSheet> at(String slug, int facts, int prices) {
    if (!SubjectSheet.isSlug(slug)) {
      return Uni.createFrom().failure(noSubject());
    }
    return database
        .read(session -> sheets(session, slug, facts, prices))
        .map(
            found -> {
              if (found.isEmpty()) {
                throw noSubject();
              }
              return found.get(0);
            });
  }

  /** Price sheets of a subject, newest first. */
  public Uni<List<PriceSheet>> prices(String slug) {
    return database.read(
        session ->
            session
                .createNativeQuery(PRICES, String.class)
                .setParameter("slug", slug)
                .getResultList()
                .map(rows -> rows.stream().map(row -> SubjectRows.prices(tree(row))).toList()));
  }

  /** Fact sheets of a subject, newest first. */
  public Uni<List<FactSheet>> facts(String slug) {
    return database.read(
        session ->
            session
                .createNativeQuery(FACTS, String.class)
                .setParameter("slug", slug)
                .getResultList()
                .map(rows -> rows.stream().map(row -> SubjectRows.facts(tree(row))).toList()));
  }

  /** Adds a subject with its first versions; answers whether it was new. */
  public Uni<Boolean> create(NewSubject subject) {
    return database.write(
        session ->
            session
                .createNativeQuery(CREATE)
                .setParameter("slug", subject.slug())
                .setParameter("kind", subject.kind().text())
                .setParameter("title", subject.title())
                .setParameter("summary", subject.summary())
                .setParameter("sample", subject.sample())
                .setParameter("maker", subject.maker())
                .setParameter("link", subject.link() == null ? "" : subject.link())
                .setParameter("pool", subject.poolName() == null ? "" : subject.poolName())
                .executeUpdate()
                .flatMap(
                    added ->
                        added == 0
                            ? Uni.createFrom().item(false)
                            : addFacts(session, subject.slug(), subject.facts(), "first version")
                                .chain(() -> addFirstPrices(session, subject))
                                .replaceWith(true)));
  }

  /** Adds a version of the facts. */
  public Uni<Void> addFacts(String slug, List<Fact> facts, String note) {
    return locked(slug, session -> addFacts(session, slug, facts, note));
  }

  /** Adds a version of the prices; the sheet's own version and time are ignored. */
  public Uni<Void> addPrices(String slug, PriceSheet sheet) {
    return locked(slug, session -> addPrices(session, slug, sheet));
  }

  private Uni<Void> locked(
      String slug, java.util.function.Function<Mutiny.Session, Uni<Void>> work) {
    return database.write(
        session ->
            session
                .createNativeQuery(LOCK, String.class)
                .setParameter("slug", slug)
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(SubjectBook::noSubject)
                .chain(() -> work.apply(session)));
  }

  private Uni<List<SubjectSheet>> sheets(
      Mutiny.Session session, String slug, int facts, int prices) {
    return session
        .createNativeQuery(SHEETS, String.class)
        .setParameter("slug", slug)
        .setParameter("facts", facts)
        .setParameter("prices", prices)
        .getResultList()
        .map(rows -> rows.stream().map(row -> SubjectRows.sheet(tree(row))).toList());
  }

  private Uni<Void> addFirstPrices(Mutiny.Session session, NewSubject subject) {
    PriceSheet prices = subject.prices();
    return prices == null
        ? Uni.createFrom().voidItem()
        : addPrices(session, subject.slug(), prices);
  }

  private Uni<Void> addFacts(Mutiny.Session session, String slug, List<Fact> facts, String note) {
    return session
        .createNativeQuery(ADD_FACTS)
        .setParameter("slug", slug)
        .setParameter("facts", text(facts))
        .setParameter("note", note)
        .setParameter("at", clock.instant().atOffset(ZoneOffset.UTC))
        .executeUpdate()
        .replaceWithVoid();
  }

  private Uni<Void> addPrices(Mutiny.Session session, String slug, PriceSheet sheet) {
    var row = json.createObjectNode();
    row.put("source", sheet.source());
    row.put("source_date", sheet.sourceDate().toString());
    row.put("per_million_input", nano(sheet.perMillionInput()));
    row.put("per_million_cached_input", nano(sheet.perMillionCachedInput()));
    row.put("per_million_output", nano(sheet.perMillionOutput()));
    row.put("per_image", nano(sheet.perImage()));
    row.put("per_thousand_requests", nano(sheet.perThousandRequests()));
    row.put("per_month", nano(sheet.perMonth()));
    row.put("note", sheet.note());
    return session
        .createNativeQuery(ADD_PRICES)
        .setParameter("slug", slug)
        .setParameter("sheet", row.toString())
        .setParameter("at", clock.instant().atOffset(ZoneOffset.UTC))
        .executeUpdate()
        .replaceWithVoid();
  }

  private static @Nullable Long nano(@Nullable Money money) {
    return money == null ? null : money.nanoUsd();
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private com.fasterxml.jackson.databind.JsonNode tree(String row) {
    try {
      return json.readTree(row);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RuntimeException noSubject() {
    return VerdictProblem.notFound("there is no such subject; /api/subjects lists them");
  }
}
