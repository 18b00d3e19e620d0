package dev.signalbox.verdict.digest;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.database.RateLimits;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who gets the digest. A wish to subscribe is kept nowhere but in the mail that asks to confirm it;
 * of a subscriber a keyed hash, the sealed address and the time of the confirmation are kept, and
 * nothing at all once they leave.
 */
@ApplicationScoped
public class Subscribers {
  private static final int PER_PLACE = 10;
  private static final int PER_ADDRESS = 3;
  private static final int MOST_WAITING = 1_000;
  private static final String FULL = "too many sign-ups at the moment; try again later";

  private static final String ASK =
      """
      insert into digest_mail (kind, sealed, next_at, made_at)
      select 'confirm', :sealed, cast(:at as timestamptz), cast(:at as timestamptz)
      where (select count(*) from digest_mail where kind = 'confirm') < :most
      """;

  private static final String CONFIRM =
      """
      insert into digest_subscriber (id, address_hash, address, confirmed_at)
      values (:id, :hash, :address, :at) on conflict do nothing
      """;

  private static final String COUNTS =
      """
      select (select count(*) from digest_subscriber),
        count(*) filter (where sent_at is null and given_up_at is null),
        count(*) filter (where sent_at is not null), count(*) filter (where given_up_at is not null)
      from digest_mail
      """;

  private final Database database;
  private final RateLimits limits;
  private final AddressSeal seal;
  private final InstantSource clock;
  private final VerdictConfig.Digest config;

  Subscribers(
      Database database,
      RateLimits limits,
      AddressSeal seal,
      InstantSource clock,
      VerdictConfig config) {
    this.database = database;
    this.limits = limits;
    this.seal = seal;
    this.clock = clock;
    this.config = config.digest();
  }

  /** What administrators see: numbers, no addresses. */
  public record Counts(long confirmed, long waiting, long sent, long givenUp) {}

  /** What became of a click on a confirmation's link. */
  public enum Confirmation {
    CONFIRMED,
    ALREADY,
    EXPIRED,
    UNKNOWN
  }

  /**
   * Queues a mail that asks to confirm. The answer is the same whether or not the address is
   * subscribed, so that nobody learns who is.
   *
   * @param place a keyed hash of where the wish came from
   * @throws ProblemException invalid address; rate limits by place, by address and over all
   */
  public Uni<Void> ask(String text, String place) {
    MailAddress address =
        MailAddress.parse(text)
            .orElseThrow(() -> VerdictProblem.invalid("address", "is a mail address"));
    Duration hour = Duration.ofHours(1);
    return limits
        .take("digest place " + place, new RateLimits.Rate(PER_PLACE, hour), FULL)
        .chain(
            () ->
                limits.take("digest all", new RateLimits.Rate(config.signUpsPerHour(), hour), FULL))
        .chain(
            () ->
                limits.take(
                    "digest address " + seal.hash(address),
                    new RateLimits.Rate(PER_ADDRESS, Duration.ofDays(1)),
                    "this address was written to already; look into its mailbox, or try again tomorrow"))
        .chain(() -> queue(address));
  }

  /** Whether mail could be sent there, by its form. */
  public static boolean isAddress(@Nullable String text) {
    return text != null && MailAddress.parse(text).isPresent();
  }

  private Uni<Void> queue(MailAddress address) {
    Instant now = clock.instant();
    return database
        .write(
            session ->
                session
                    .createNativeQuery(ASK)
                    .setParameter("sealed", seal.wish(address, now.plus(config.confirmWithin())))
                    .setParameter("at", now.atOffset(ZoneOffset.UTC))
                    .setParameter("most", MOST_WAITING)
                    .executeUpdate())
        .invoke(
            queued -> {
              if (queued == 0) {
                throw new ProblemException(
                    VerdictProblem.RATE_LIMITED, FULL, null, Duration.ofMinutes(10));
              }
            })
        .replaceWithVoid();
  }

  /** Whether a link may be confirmed, without confirming: programs follow links in mails. */
  public Confirmation look(String token) {
    return seal.openWish(token)
        .map(
            wish ->
                wish.expires().isAfter(clock.instant())
                    ? Confirmation.CONFIRMED
                    : Confirmation.EXPIRED)
        .orElse(Confirmation.UNKNOWN);
  }

  /** Confirms; a second click changes nothing. */
  public Uni<Confirmation> confirm(String token) {
    Optional<AddressSeal.Wish> wish = seal.openWish(token);
    Confirmation seen = look(token);
    if (wish.isEmpty() || seen != Confirmation.CONFIRMED) {
      return Uni.createFrom().item(seen);
    }
    MailAddress address = wish.get().address();
    return database.write(
        session ->
            session
                .createNativeQuery(CONFIRM)
                .setParameter("id", UUID.randomUUID().toString().replace("-", ""))
                .setParameter("hash", seal.hash(address))
                .setParameter("address", seal.seal(address))
                .setParameter("at", clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate()
                .map(added -> added == 1 ? Confirmation.CONFIRMED : Confirmation.ALREADY));
  }

  public boolean isOurs(String unsubscribeToken) {
    return seal.subscriber(unsubscribeToken).isPresent();
  }

  /** Forgets a subscriber and their mails. False for a token that is not ours. */
  public Uni<Boolean> leave(String token) {
    Optional<String> subscriber = seal.subscriber(token);
    if (subscriber.isEmpty()) {
      return Uni.createFrom().item(false);
    }
    return database.write(
        session ->
            session
                .createNativeQuery("delete from digest_subscriber where id = :id")
                .setParameter("id", subscriber.get())
                .executeUpdate()
                .replaceWith(true));
  }

  public Uni<Counts> counts() {
    return database.read(
        session ->
            session
                .createNativeQuery(COUNTS, Object[].class)
                .getSingleResult()
                .map(
                    row ->
                        new Counts(
                            number(row[0]), number(row[1]), number(row[2]), number(row[3]))));
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }
}
