package dev.signalbox.verdict.digest;

import dev.signalbox.verdict.VerdictConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the week's issue when it is due and sends the mails that wait. While the mail server is
 * away they wait longer each time, up to a bound, and are given up after {@code patience}. Logs say
 * how many, never to whom.
 */
@ApplicationScoped
class DigestPost {
  private static final Logger LOG = Logger.getLogger(DigestPost.class);
  private static final Duration SEND_WITHIN = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 20;

  private final DigestComposer composer;
  private final DigestArchive archive;
  private final MailQueue queue;
  private final DigestMails mails;
  private final AddressSeal seal;
  private final ReactiveMailer mailer;
  private final MeterRegistry meters;
  private final InstantSource clock;
  private final VerdictConfig.Digest config;

  DigestPost(
      DigestComposer composer,
      DigestArchive archive,
      MailQueue queue,
      DigestMails mails,
      AddressSeal seal,
      ReactiveMailer mailer,
      MeterRegistry meters,
      InstantSource clock,
      VerdictConfig config) {
    this.composer = composer;
    this.archive = archive;
    this.queue = queue;
    this.mails = mails;
    this.seal = seal;
    this.mailer = mailer;
    this.meters = meters;
    this.clock = clock;
    this.config = config.digest();
  }

  @Scheduled(
      every = "1m",
      delayed = "20s",
      identity = "digest-issue",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
      skipExecutionIf = Scheduled.ApplicationNotRunning.class)
  Uni<Void> issue() {
    Instant now = clock.instant();
    DigestWeek week = DigestWeek.of(now.minus(config.after()), config.zone()).previous();
    return make(week, now)
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf("the digest of %s waits: %s", week.id(), failure.getMessage());
              return Uni.createFrom().voidItem();
            });
  }

  /**
   * Makes a week's issue unless there is one.
   *
   * @return mails queued; -1 when there was one
   */
  Uni<Long> make(DigestWeek week, Instant now) {
    return archive
        .has(week)
        .flatMap(
            has ->
                has
                    ? Uni.createFrom().item(-1L)
                    : composer
                        .compose(week)
                        .flatMap(content -> archive.make(week, content, config.mail(), now))
                        .invoke(
                            queued -> {
                              if (queued >= 0) {
                                LOG.infof("the digest of %s: %d mails", week.id(), queued);
                              }
                            }));
  }

  @Scheduled(
      every = "5s",
      delayed = "10s",
      identity = "digest-mail",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
      skipExecutionIf = Scheduled.ApplicationNotRunning.class)
  Uni<Void> post() {
    if (!config.mail()) {
      return Uni.createFrom().voidItem();
    }
    return queue
        .take(config.batch(), clock.instant())
        .flatMap(this::sendAll)
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.warnf("mails wait: %s", failure.getClass().getSimpleName());
              return Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> sendAll(List<MailQueue.Item> items) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (MailQueue.Item item : items) {
      all = all.chain(() -> send(item));
    }
    return all;
  }

  private Uni<Void> send(MailQueue.Item item) {
    return written(item)
        .flatMap(
            mail ->
                mail.isEmpty()
                    ? queue.givenUp(item, clock.instant())
                    : mailer
                        .send(mail.get())
                        .ifNoItem()
                        .after(SEND_WITHIN)
                        .fail()
                        .onItemOrFailure()
                        .transformToUni((sent, failure) -> settle(item, failure)));
  }

  private Uni<Void> settle(MailQueue.Item item, @Nullable Throwable failure) {
    Instant now = clock.instant();
    if (failure == null) {
      count("sent");
      return queue.sent(item, now);
    }
    if (item.madeAt().plus(config.patience()).isBefore(now)) {
      count("given_up");
      LOG.warnf("a mail was given up after %d attempts", item.attempts());
      return queue.givenUp(item, now);
    }
    count("put_off");
    // The message of a mail server may name the address: only its kind is logged.
    LOG.warnf(
        "a mail waits after attempt %d: %s", item.attempts(), failure.getClass().getSimpleName());
    return queue.again(item, now.plus(pause(item.attempts())));
  }

  /** Doubles from the first pause up to the longest. */
  private Duration pause(int attempts) {
    Duration pause =
        config.retryInitial().multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    return pause.compareTo(config.retryMax()) > 0 ? config.retryMax() : pause;
  }

  /** Empty when there is nobody, or nothing, to write any more. */
  private Uni<Optional<Mail>> written(MailQueue.Item item) {
    if (item.confirmation()) {
      return seal.openWish(item.sealed())
          .filter(wish -> wish.expires().isAfter(clock.instant()))
          .map(
              wish ->
                  mails
                      .confirmation(wish.address(), item.sealed(), config.confirmWithin().toHours())
                      .map(Optional::of))
          .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }
    String subscriber = item.subscriber();
    String id = item.week();
    String zone = item.zone();
    Optional<MailAddress> address = seal.open(item.sealed());
    Optional<DigestWeek> week =
        id == null || zone == null ? Optional.empty() : DigestWeek.parse(id, ZoneId.of(zone));
    if (subscriber == null || address.isEmpty() || week.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return archive
        .find(week.get())
        .flatMap(
            issue ->
                issue == null
                    ? Uni.createFrom().item(Optional.<Mail>empty())
                    : mails.issue(address.get(), subscriber, issue).map(Optional::of));
  }

  private void count(String outcome) {
    meters.counter("signalbox.digest.mails", "outcome", outcome).increment();
  }
}
