package dev.signalbox.ingress.admission;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.budget.Amount;
import dev.signalbox.ingress.budget.Budget;
import dev.signalbox.ingress.budget.Purse;
import dev.signalbox.ingress.budget.Reservation;
import dev.signalbox.ingress.budget.Reserving;
import dev.signalbox.ingress.budget.Shortage;
import dev.signalbox.ingress.budget.Slice;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Sets aside what a request may cost before it is sent anywhere. Where leases have room that is
 * done at once and without a call; otherwise the request waits a moment for verdict's answer.
 * Thread-safe.
 */
public final class Spending {
  /** Output set aside for a request that gave no bound. */
  static final int UNBOUNDED_OUTPUT_TOKENS = 1_024;

  /** Added to the estimated input, which counts no message's frame and may be an eighth short. */
  private static final int FRAME_TOKENS = 16;

  private static final int SHORT_BY = 8;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Purse purse;
  private final BooleanSupplier away;
  private final Supplier<Future<Void>> nextReply;
  private final Duration patience;
  private final InstantSource clock;

  /**
   * @param away whether verdict can't be reached
   * @param nextReply completes on the calling context when verdict has answered once more
   * @param patience longest wait for room
   */
  public Spending(
      Purse purse,
      BooleanSupplier away,
      Supplier<Future<Void>> nextReply,
      Duration patience,
      InstantSource clock) {
    this.purse = purse;
    this.away = away;
    this.nextReply = nextReply;
    this.patience = patience;
    this.clock = clock;
  }

  /** Without any budget. */
  public static Spending unbounded(InstantSource clock) {
    return new Spending(
        new Purse(clock, System::nanoTime, () -> {}),
        () -> true,
        Future::succeededFuture,
        Duration.ZERO,
        clock);
  }

  /**
   * Most that a request is expected to use on {@code model}: no cache, and as much output as it
   * allows for each of the answers that it wants.
   */
  public static Amount most(Model model, RequestFacts facts) {
    long pictures = (long) facts.images() * model.capabilities().tokensPerImage();
    long text = facts.textTokens();
    long input = text + text / SHORT_BY + FRAME_TOKENS + pictures;
    int longest =
        Math.min(
            facts.maxOutputTokens() > 0 ? facts.maxOutputTokens() : UNBOUNDED_OUTPUT_TOKENS,
            model.capabilities().maxOutputTokens());
    long output = (long) longest * facts.choices();
    Usage usage = new Usage(input, 0, pictures, output, facts.images());
    return new Amount(model.price().cost(usage), input + output);
  }

  /** What can still be spent without asking; empty when no budget in money bounds the request. */
  public Optional<Money> left(ApiKey key, String route) {
    return purse.left(key.tenant(), key.id(), route);
  }

  /**
   * Sets {@code amount} aside. Fails with 429 when a budget is used up, with 503 when that can't be
   * known.
   */
  public Future<Reservation> reserve(ApiKey key, String route, Amount amount) {
    Reserving first = purse.reserve(key.tenant(), key.id(), route, amount);
    return switch (first) {
      case Reserving.Reserved(Reservation reservation) -> Future.succeededFuture(reservation);
      case Reserving.Lacking(Slice slice, long lacking) -> {
        long now = System.nanoTime();
        yield slice.shortage(lacking, now) == Shortage.EXHAUSTED
            ? Future.failedFuture(exhausted(slice))
            : wait(key, route, amount, slice, lacking, now + patience.toNanos());
      }
    };
  }

  private Future<Reservation> wait(
      ApiKey key, String route, Amount amount, Slice slice, long lacking, long until) {
    if (away.getAsBoolean()) {
      return Future.failedFuture(unknown());
    }
    slice.waitFor(lacking);
    return nextReply
        .get()
        .onComplete(answered -> slice.waitNoMore(lacking))
        .compose(answered -> again(key, route, amount, until));
  }

  private Future<Reservation> again(ApiKey key, String route, Amount amount, long until) {
    return switch (purse.reserve(key.tenant(), key.id(), route, amount)) {
      case Reserving.Reserved(Reservation reservation) -> Future.succeededFuture(reservation);
      case Reserving.Lacking(Slice slice, long lacking) -> {
        long now = System.nanoTime();
        Shortage shortage = slice.shortage(lacking, now);
        if (shortage == Shortage.EXHAUSTED) {
          yield Future.failedFuture(exhausted(slice));
        }
        if (now - until < 0) {
          yield wait(key, route, amount, slice, lacking, until);
        }
        yield Future.failedFuture(shortage == Shortage.SET_ASIDE ? setAside(slice) : unknown());
      }
    };
  }

  private ProblemException exhausted(Slice slice) {
    return exhausted(slice, "");
  }

  private ProblemException exhausted(Slice slice, String more) {
    Instant end = Instant.ofEpochSecond(slice.end());
    return new ProblemException(
        IngressProblem.BUDGET_EXHAUSTED,
        described(slice.budget())
            + " does not have room for this request any more. It begins anew at "
            + end
            + "."
            + more,
        null,
        Duration.between(clock.instant(), end));
  }

  /**
   * What is said when the budget can't pay any model: 429, up to the period's end as {@link
   * #reserve} has it.
   *
   * @param why each model and what it may cost
   */
  public ProblemException unaffordable(ApiKey key, String route, String why) {
    Optional<Slice> tightest = purse.tightest(key.tenant(), key.id(), route);
    if (tightest.isEmpty()) {
      // The period ended since the decision: the next attempt finds a new one.
      return new ProblemException(IngressProblem.BUDGET_EXHAUSTED, why, null, SOON);
    }
    tightest.get().turnedAway();
    return exhausted(tightest.get(), " " + why);
  }

  private static ProblemException setAside(Slice slice) {
    return new ProblemException(
        IngressProblem.BUDGET_EXHAUSTED,
        "What is left of "
            + described(slice.budget()).toLowerCase(Locale.ROOT)
            + " is set aside for requests under way.",
        null,
        SOON);
  }

  private static ProblemException unknown() {
    return new ProblemException(
        IngressProblem.BUDGET_UNKNOWN,
        "Whether the budget has room can't be known right now. Try again.",
        null,
        SOON);
  }

  /** Says how much it is only in the budget's own size: the caller owns it. */
  private static String described(Budget budget) {
    String size =
        switch (budget.unit()) {
          case NANO_USD -> Money.ofNanoUsd(budget.cap()).toString();
          case TOKENS -> budget.cap() + " tokens";
        };
    String whose =
        switch (budget.scope()) {
          case TENANT -> "this account";
          case KEY -> "this API key";
          case ROUTE -> "this model name";
        };
    String period =
        switch (budget.period()) {
          case DAY -> "day";
          case MONTH -> "month";
        };
    return "The budget of " + size + " a " + period + " for " + whose;
  }
}
