package dev.signalbox.verdict.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.ParityMeasured;
import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * What the report says of each model on each route, as the routing policy hears it: published when
 * it is new, one replica at a time. The bounds hold at every look, so it may be looked at often.
 */
@ApplicationScoped
public class ParityNews {
  private static final String LOCK =
      "select pg_try_advisory_xact_lock(hashtext('signalbox-parity-news'))";

  private static final String KNOWN = "select key, cast(data as text) from parity_news";

  private static final String KEEP =
      """
      insert into parity_news (key, data, published_at)
      select n.key, n.data, cast(:at as timestamptz)
      from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as n(key text, data jsonb)
      on conflict (key) do update set data = excluded.data, published_at = excluded.published_at
      """;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final Database database;
  private final ParityBook book;
  private final InstantSource clock;

  ParityNews(Database database, ParityBook book, InstantSource clock) {
    this.database = database;
    this.book = book;
    this.clock = clock;
  }

  /**
   * One model's parity on one route.
   *
   * @param key names the experiment and the model
   * @param data the event's JSON
   */
  public record Entry(String key, Instant at, byte[] data) {}

  /** One row, and the event of it without its time. */
  private record Measured(
      String key, ParityReport report, ParityReport.Experiment of, ParityReport.Row row) {
    /** Without the time the same measurement is the same again. */
    ParityMeasured event(@Nullable Instant at) {
      return new ParityMeasured.ParityMeasuredBuilder()
          .withRoute(of.route())
          .withModel(row.of())
          .withReferenceModel(of.reference())
          .withRubric(of.rubric())
          .withSeed(of.seed())
          .withSimulated(of.simulated())
          .withPairs(row.pairs())
          .withLossPoints(row.lossPoints())
          .withLossLower(row.lossLower())
          .withLossUpper(row.lossUpper())
          .withAlpha(BigDecimal.valueOf(report.alpha()))
          .withMeasuredAt(at)
          .build();
    }
  }

  /**
   * Hands what changed since the last time to {@code publish} and keeps that it was published.
   *
   * @param publish fails unless the broker has all of them for good
   * @return how many there were
   */
  public Uni<Integer> relay(Function<List<Entry>, Uni<Void>> publish) {
    return book.report()
        .flatMap(
            report ->
                database.write(
                    session ->
                        session
                            .createNativeQuery(LOCK, Boolean.class)
                            .getSingleResult()
                            .flatMap(
                                locked ->
                                    locked
                                        ? changed(session, report, publish)
                                        : Uni.createFrom().item(0))));
  }

  private Uni<Integer> changed(
      Mutiny.Session session, ParityReport report, Function<List<Entry>, Uni<Void>> publish) {
    Instant now = clock.instant();
    return session
        .createNativeQuery(KNOWN, Object[].class)
        .getResultList()
        .map(rows -> news(measured(report), rows))
        .flatMap(
            news ->
                news.isEmpty()
                    ? Uni.createFrom().item(0)
                    : publish
                        .apply(news.stream().map(one -> entry(one, now)).toList())
                        .chain(() -> keep(session, news, now)));
  }

  private static Uni<Integer> keep(Mutiny.Session session, List<Measured> news, Instant now) {
    List<Map<String, Object>> rows = new ArrayList<>();
    news.forEach(one -> rows.add(Map.of("key", one.key(), "data", one.event(null))));
    return session
        .createNativeQuery(KEEP)
        .setParameter("rows", text(rows))
        .setParameter("at", now.atOffset(ZoneOffset.UTC))
        .executeUpdate();
  }

  private static List<Measured> news(List<Measured> present, List<Object[]> known) {
    Map<String, JsonNode> before = new HashMap<>();
    known.forEach(row -> before.put((String) row[0], tree((String) row[1])));
    return present.stream()
        .filter(one -> !tree(text(one.event(null))).equals(before.get(one.key())))
        .toList();
  }

  private static List<Measured> measured(ParityReport report) {
    List<Measured> all = new ArrayList<>();
    for (ParityReport.Experiment experiment : report.experiments()) {
      for (ParityReport.Row row : experiment.byModel()) {
        if (row.pairs() > 0) {
          String key =
              text(
                  List.of(
                      experiment.route(),
                      row.of(),
                      experiment.reference(),
                      experiment.rubric(),
                      experiment.seed()));
          all.add(new Measured(key, report, experiment, row));
        }
      }
    }
    return all;
  }

  private static Entry entry(Measured one, Instant now) {
    return new Entry(one.key(), now, text(one.event(now)).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
