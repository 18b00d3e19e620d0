package dev.signalbox.verdict.access;

import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Makes, lists, rotates and revokes keys. */
@ApplicationScoped
public class KeyBook {
  private static final int MOST = 1_000;

  private static final String CREATE =
      """
      insert into api_key (id, tenant, label, requests_per_minute, tokens_per_minute, created_at, created_by, revision)
      values (:id, :tenant, :label, :requests, :tokens, cast(:now as timestamptz), :by, next_access_revision())
      on conflict (id) do nothing
      """;

  private static final String SECRET =
      """
      insert into api_key_secret (sha256, key_id, last_four, created_at, expires_at)
      values (:sha256, :id, :four, cast(:now as timestamptz), cast(cast(:expires as text) as timestamptz))
      """;

  /** The secrets before stop working after a while; one that ends sooner keeps its end. */
  private static final String RETIRE =
      """
      update api_key_secret set expires_at = least(coalesce(expires_at, 'infinity'), cast(:until as timestamptz))
      where key_id = :id
      """;

  private static final String TOUCH =
      """
      update api_key set revision = next_access_revision() where id = :id and revoked_at is null
      """;

  private static final String REVOKE =
      """
      update api_key set revoked_at = cast(:now as timestamptz), revision = next_access_revision()
      where id = :id and revoked_at is null
      """;

  private static final String LIST =
      """
      select k.id, k.tenant, k.label, k.requests_per_minute, k.tokens_per_minute,
        cast(extract(epoch from k.created_at) * 1000 as bigint), k.created_by,
        cast(extract(epoch from k.revoked_at) * 1000 as bigint), s.last_four,
        cast(extract(epoch from s.expires_at) * 1000 as bigint),
        (select cast(extract(epoch from max(o.expires_at)) * 1000 as bigint) from api_key_secret o
          where o.key_id = k.id and o.created_at < s.created_at and o.expires_at > cast(:now as timestamptz))
      from api_key k join lateral (
        select * from api_key_secret x where x.key_id = k.id order by x.created_at desc limit 1) s on true
      order by k.revoked_at is not null, k.tenant, k.id limit :most
      """;

  private final Database database;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  KeyBook(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes a key; empty when there is or was one of that id.
   *
   * @param by who does it
   */
  public Uni<Optional<NewKey>> create(KeyWish wish, String by) {
    NewKey key = NewKey.draw(random);
    return database.write(
        session ->
            session
                .createNativeQuery(CREATE)
                .setParameter("id", wish.id())
                .setParameter("tenant", wish.tenant())
                .setParameter("label", wish.label())
                .setParameter("requests", wish.requestsPerMinute())
                .setParameter("tokens", wish.tokensPerMinute())
                .setParameter("now", now())
                .setParameter("by", by)
                .executeUpdate()
                .chain(
                    made ->
                        made == 0
                            ? Uni.createFrom().item(Optional.empty())
                            : secret(session, wish.id(), key, wish.expires())));
  }

  private Uni<Optional<NewKey>> secret(
      Mutiny.Session session, String id, NewKey key, @Nullable Instant expires) {
    return session
        .createNativeQuery(SECRET)
        .setParameter("sha256", key.sha256())
        .setParameter("id", id)
        .setParameter("four", key.lastFour())
        .setParameter("now", now())
        .setParameter("expires", expires == null ? null : expires.toString())
        .executeUpdate()
        .map(rows -> Optional.of(key));
  }

  /**
   * Gives the key a new secret; empty when there is no such key in force.
   *
   * @param overlap for how long the old one still works
   */
  public Uni<Optional<NewKey>> rotate(String id, Duration overlap) {
    NewKey key = NewKey.draw(random);
    return database.write(
        session ->
            session
                .createNativeQuery(TOUCH)
                .setParameter("id", id)
                .executeUpdate()
                .chain(
                    rows ->
                        rows == 0
                            ? Uni.createFrom().item(Optional.<NewKey>empty())
                            : session
                                .createNativeQuery(RETIRE)
                                .setParameter("until", now().plus(overlap))
                                .setParameter("id", id)
                                .executeUpdate()
                                .chain(retired -> secret(session, id, key, null))));
  }

  /** The key stops working; answers whether it worked before. Its id is never given again. */
  public Uni<Boolean> revoke(String id) {
    return database.write(
        session ->
            session
                .createNativeQuery(REVOKE)
                .setParameter("id", id)
                .setParameter("now", now())
                .executeUpdate()
                .map(rows -> rows > 0));
  }

  /** The first thousand, those in force first. */
  public Uni<List<KeyEntry>> list() {
    return database.read(
        session ->
            session
                .createNativeQuery(LIST, Object[].class)
                .setParameter("now", now())
                .setParameter("most", MOST)
                .getResultList()
                .map(rows -> rows.stream().map(KeyBook::entry).toList()));
  }

  private static KeyEntry entry(Object[] row) {
    return new KeyEntry(
        String.valueOf(row[0]),
        String.valueOf(row[1]),
        String.valueOf(row[2]),
        ((Number) row[3]).longValue(),
        ((Number) row[4]).longValue(),
        Instant.ofEpochMilli(((Number) row[5]).longValue()),
        String.valueOf(row[6]),
        instant(row[7]),
        String.valueOf(row[8]),
        instant(row[9]),
        instant(row[10]));
  }

  private static @Nullable Instant instant(@Nullable Object millis) {
    return millis == null ? null : Instant.ofEpochMilli(((Number) millis).longValue());
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
