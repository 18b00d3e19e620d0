package dev.signalbox.ingress.parity;

import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.ingress.admission.Spending;
import dev.signalbox.ingress.budget.Amount;
import dev.signalbox.ingress.budget.Reservation;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.check.Answer;
import dev.signalbox.ingress.dispatch.DispatchOutcome;
import dev.signalbox.ingress.dispatch.Dispatcher;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.picture.Picture;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.ingress.settlement.Account;
import dev.signalbox.ingress.settlement.Booking;
import dev.signalbox.ingress.settlement.Ending;
import dev.signalbox.ingress.settlement.Estimating;
import dev.signalbox.ingress.settlement.Intents;
import dev.signalbox.ingress.settlement.Line;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.ingress.settlement.Settlement;
import dev.signalbox.ingress.upstream.Order;
import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Asks the reference what the client had asked, then the judge, twice. Costs are booked on the
 * house's account, each call in an event of its own. Holds nothing of a pair; thread-safe.
 */
public final class Comparing {
  private final Supplier<Dispatcher> dispatchers;
  private final Supplier<PoolSnapshot> pool;
  private final ChatRequestReader reader;
  private final Spending spending;
  private final Settlement settlement;
  private final Estimating estimating;
  private final InstantSource clock;
  private final ApiKey house;
  private final Function<ChatRequest, Future<List<Picture>>> pictures;
  private final int bytes;

  /**
   * @param dispatchers dispatches that share neither connections nor breakers with clients'
   *     requests
   * @param house whose account proofs are booked on
   * @param pictures reads or fetches a request's pictures, for models that take their bytes
   * @param bytes largest answer that is kept
   */
  public Comparing(
      Supplier<Dispatcher> dispatchers,
      Supplier<PoolSnapshot> pool,
      ChatRequestReader reader,
      Spending spending,
      Settlement settlement,
      Estimating estimating,
      InstantSource clock,
      ApiKey house,
      Function<ChatRequest, Future<List<Picture>>> pictures,
      int bytes) {
    this.dispatchers = dispatchers;
    this.pool = pool;
    this.reader = reader;
    this.spending = spending;
    this.settlement = settlement;
    this.estimating = estimating;
    this.clock = clock;
    this.house = house;
    this.pictures = pictures;
    this.bytes = bytes;
  }

  /**
   * What came of a pair.
   *
   * @param judge empty when none was asked
   * @param reference what the reference's answer cost; empty when it gave none
   * @param proof what was spent on it
   */
  record Result(Optional<Model> judge, Optional<Money> reference, Amount proof, Outcome outcome) {
    static Result without(Amount spent, OutcomeObserved.Ungraded why) {
      return new Result(Optional.empty(), Optional.empty(), spent, new Outcome.Ungraded(why));
    }
  }

  /** One call that has ended and is booked. */
  private record Reply(Optional<String> text, Amount used) {}

  /** Completes on the pair's context; fails for a bug alone. */
  Future<Result> compare(Pair pair) {
    Optional<Model> judge = judge(pair);
    if (judge.isEmpty()) {
      return Future.succeededFuture(
          Result.without(Amount.NONE, OutcomeObserved.Ungraded.JUDGE_FAILED));
    }
    return spending
        .reserve(house, pair.route(), most(pair, judge.get()))
        .compose(
            reservation -> funded(pair, judge.get(), reservation),
            refused ->
                refused instanceof ProblemException
                    ? Future.succeededFuture(
                        Result.without(Amount.NONE, OutcomeObserved.Ungraded.OVER_CAP))
                    : Future.failedFuture(refused));
  }

  private Future<Result> funded(Pair pair, Model judge, Reservation reservation) {
    return Future.<Void>succeededFuture()
        .compose(begin -> askReference(pair))
        .compose(reply -> judged(pair, judge, reply))
        .onSuccess(result -> reservation.settle(result.proof()))
        .onFailure(bug -> reservation.release());
  }

  /**
   * A judge is asked only where the request itself may go, and sees its pictures; without one
   * nothing is compared.
   */
  Optional<Model> judge(Pair pair) {
    return judges(pair)
        .filter(model -> pair.facts().images() == 0 || model.capabilities().takesImages())
        .findFirst();
  }

  /** Whether somebody judges what has no pictures. */
  boolean hasJudge(Pair pair) {
    return judges(pair).findAny().isPresent();
  }

  private Stream<Model> judges(Pair pair) {
    PoolSnapshot now = pool.get();
    return pair.parity().judges().stream()
        .flatMap(name -> now.model(name).stream())
        .filter(model -> model.enabled() && model.capabilities().json())
        .filter(model -> pair.zones().isEmpty() || pair.zones().contains(model.zone()));
  }

  /** Set aside before anything is asked: the reference, and the judge twice. */
  private static Amount most(Pair pair, Model judge) {
    Amount judging = Spending.most(judge, judged(pair));
    return Spending.most(pair.reference(), pair.facts()).plus(judging).plus(judging);
  }

  /** The judge reads the request and both answers. */
  private static RequestFacts judged(Pair pair) {
    RequestFacts facts = pair.facts();
    int answers = pair.text().map(String::length).orElse(0) / 2;
    return new RequestFacts(
        facts.textTokens() + answers, facts.images(), 0, true, false, 100, facts.modelAsked());
  }

  private Future<Reply> askReference(Pair pair) {
    return ask(pair, pair.reference(), pair.request(), pair.facts(), Booking.PARITY_REFERENCE);
  }

  private Future<Result> judged(Pair pair, Model judge, Reply reference) {
    if (reference.text().isEmpty() || pair.text().isEmpty()) {
      return Future.succeededFuture(
          Result.without(reference.used(), OutcomeObserved.Ungraded.REFERENCE_FAILED));
    }
    String served = pair.text().get();
    String other = reference.text().get();
    return judge(pair, judge, served, other, Booking.PARITY_JUDGE_SERVED_FIRST)
        .compose(
            once ->
                judge(pair, judge, other, served, Booking.PARITY_JUDGE_REFERENCE_FIRST)
                    .map(
                        again ->
                            new Result(
                                Optional.of(judge),
                                Optional.of(reference.used().money()),
                                reference.used().plus(once.used()).plus(again.used()),
                                outcome(once, again))));
  }

  private static Outcome outcome(Reply once, Reply again) {
    return once.text().isEmpty() || again.text().isEmpty()
        ? new Outcome.Ungraded(OutcomeObserved.Ungraded.JUDGE_FAILED)
        : Outcome.of(JudgeReading.read(once.text().get()), JudgeReading.read(again.text().get()));
  }

  private Future<Reply> judge(
      Pair pair, Model judge, String first, String second, Booking booking) {
    byte[] body = JudgeQuestion.of(judge.name(), pair.request(), first, second);
    ChatRequest question = reader.read(body, body.length);
    RequestFacts facts =
        new RequestFacts(
            question.textTokens(),
            pair.facts().images(),
            0,
            true,
            false,
            question.sampling().maxOutputTokens(),
            judge.name());
    return ask(pair, judge, question, facts, booking);
  }

  private Future<Reply> ask(
      Pair pair, Model model, ChatRequest request, RequestFacts facts, Booking booking) {
    Promise<Reply> replied = Promise.promise();
    Account account = account(pair, facts, model, booking);
    Order order =
        new Order(
            pair.requestId() + booking.suffix(),
            house.tenant(),
            pair.traceparent(),
            request,
            () -> pictures.apply(request));
    StreamText streamed = StreamText.alone(bytes);
    Intents.Sheet noted = settlement.sheet(account);
    dispatchers
        .get()
        .start(
            order,
            List.of(model),
            streamed,
            estimating.noting(request, noted),
            System.nanoTime(),
            ended ->
                estimating
                    .counted(request, ended)
                    .map(outcome -> booked(account, outcome, streamed, noted))
                    .onComplete(replied));
    return replied.future();
  }

  private Reply booked(
      Account account, DispatchOutcome outcome, StreamText streamed, Intents.Sheet noted) {
    List<Line> lines = new ArrayList<>();
    outcome.tries().billed().forEach(used -> lines.add(Line.failed(used)));
    Optional<String> text =
        switch (outcome) {
          case DispatchOutcome.Answered answered -> {
            lines.add(Line.answer(answered.consumed()));
            yield answered.json().length() > bytes
                ? Optional.<String>empty()
                : Answer.read(answered.json().bytes(), answered.json().length()).map(Answer::text);
          }
          case DispatchOutcome.Streamed whole -> {
            lines.add(Line.answer(whole.consumed()));
            yield streamed.text();
          }
          case DispatchOutcome.Interrupted broken -> {
            lines.add(Line.failed(broken.consumed()));
            yield Optional.<String>empty();
          }
          case DispatchOutcome.Failed failed -> Optional.<String>empty();
          case DispatchOutcome.Gone gone -> Optional.<String>empty();
        };
    Ending ending = text.isPresent() ? Ending.COMPLETED : Ending.FAILED;
    if (lines.isEmpty()) {
      noted.close();
      return new Reply(text, Amount.NONE);
    }
    Settled settled = settlement.settle(account, lines, ending, outcome.attempts());
    noted.end(settled);
    return new Reply(text, new Amount(settled.charge().billed(), settled.tokens()));
  }

  private Account account(Pair pair, RequestFacts facts, Model model, Booking booking) {
    return new Account(
        pair.requestId(),
        pair.decisionId(),
        house.tenant(),
        house.id(),
        pair.traceparent(),
        pair.route(),
        facts,
        model,
        clock.instant(),
        booking);
  }
}
