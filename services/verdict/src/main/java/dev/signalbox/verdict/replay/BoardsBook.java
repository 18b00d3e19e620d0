package dev.signalbox.verdict.replay;

import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.integrity.VoterChecks;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** Publishes boards: made from the topic, as their replay is, and kept as bytes. */
@ApplicationScoped
public class BoardsBook {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RESAMPLES = 200;
  private static final int LATEST = 50;

  private static final String KEEP =
      "insert into published_board (published_at, digest, document) values (:now, :digest, :document) returning id";

  private static final String LIST =
      "select id, cast(extract(epoch from published_at) * 1000 as bigint), digest from published_board order by id desc";

  private final Database database;
  private final InstantSource clock;

  BoardsBook(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A board that was published.
   *
   * @param digest SHA-256 of its bytes
   */
  public record Published(long id, Instant publishedAt, String digest) {}

  /** Counts the topic as far as it reaches and keeps the board. */
  public Uni<Published> publish(Leaderboard.Filter filter, long seed) {
    String broker = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    return database
        .read(
            session ->
                session
                    .createNativeQuery("select voter from quarantined order by voter", String.class)
                    .getResultList())
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            Unchecked.function(
                excluded -> {
                  VoteTopic.Log log = VoteTopic.kafka(broker, new VoteTopic.Everything(), PATIENCE);
                  return BoardDocument.of(
                      log.events(), log.offsets(), recipe(filter, excluded), seed);
                }))
        .flatMap(this::keep);
  }

  private static Recipe recipe(Leaderboard.Filter filter, List<String> excluded) {
    return new Recipe(
        Recipe.VERSION,
        filter.task(),
        filter.complexity(),
        filter.styled(),
        VoterChecks.LEVERAGE_CAP,
        RESAMPLES,
        excluded);
  }

  private Uni<Published> keep(BoardDocument document) {
    Instant now = clock.instant();
    return database
        .write(
            session ->
                session
                    .createNativeQuery(KEEP, Long.class)
                    .setParameter("now", now.atOffset(ZoneOffset.UTC))
                    .setParameter("digest", document.digest())
                    .setParameter("document", document.text())
                    .getSingleResult())
        .map(id -> new Published(id, now, document.digest()));
  }

  /** The newest, at most 50. */
  public Uni<List<Published>> list() {
    return database.read(
        session ->
            session
                .createNativeQuery(LIST, Object[].class)
                .setMaxResults(LATEST)
                .getResultList()
                .map(
                    rows ->
                        rows.stream()
                            .map(
                                row ->
                                    new Published(
                                        ((Number) row[0]).longValue(),
                                        Instant.ofEpochMilli(((Number) row[1]).longValue()),
                                        (String) row[2]))
                            .toList()));
  }

  /** The bytes. Fails with {@link VerdictProblem#NOT_FOUND} when there is no such board. */
  public Uni<String> document(long id) {
    return database
        .read(
            session ->
                session
                    .createNativeQuery(
                        "select document from published_board where id = :id", String.class)
                    .setParameter("id", id)
                    .getSingleResultOrNull())
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("no such board was published"));
  }
}
