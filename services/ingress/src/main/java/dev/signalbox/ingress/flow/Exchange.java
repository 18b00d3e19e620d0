package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.admission.Spending;
import dev.signalbox.ingress.budget.Amount;
import dev.signalbox.ingress.budget.Reservation;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.conversation.CacheSeen;
import dev.signalbox.ingress.conversation.ConversationKey;
import dev.signalbox.ingress.conversation.Conversations;
import dev.signalbox.ingress.dispatch.AttemptJournal;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.dispatch.Dispatch;
import dev.signalbox.ingress.dispatch.DispatchOutcome;
import dev.signalbox.ingress.dispatch.Dispatcher;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.routing.EscalationPlan;
import dev.signalbox.ingress.settlement.Account;
import dev.signalbox.ingress.settlement.Booking;
import dev.signalbox.ingress.settlement.Ending;
import dev.signalbox.ingress.settlement.Estimating;
import dev.signalbox.ingress.settlement.Intents;
import dev.signalbox.ingress.settlement.Line;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.ingress.settlement.Settlement;
import dev.signalbox.ingress.settlement.UsageSource;
import dev.signalbox.ingress.upstream.Order;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One request between its decision and its ending. Used on one context only. */
public final class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);

  private final Visit visit;
  private final ChatRequest request;
  private final Client client;
  private final Dispatcher dispatcher;
  private final Spending spending;
  private final Settlement settlement;
  private final Conversations conversations;
  private final FlowObserver observer;
  private final Shadowing shadowing;
  private final Estimating estimating;
  private Reservation reservation = Reservation.none();
  private @Nullable PictureShelf pictures;
  private Intents.@Nullable Sheet sheet;
  private @Nullable Dispatch dispatch;
  private @Nullable Escalating escalating;
  private Shadowing.@Nullable Watch watch;
  private int asked;
  private boolean gone;

  Exchange(
      Visit visit,
      ChatRequest request,
      Client client,
      Dispatcher dispatcher,
      Spending spending,
      Settlement settlement,
      Conversations conversations,
      FlowObserver observer,
      Shadowing shadowing,
      Estimating estimating) {
    this.visit = visit;
    this.request = request;
    this.client = client;
    this.dispatcher = dispatcher;
    this.spending = spending;
    this.settlement = settlement;
    this.conversations = conversations;
    this.observer = observer;
    this.shadowing = shadowing;
    this.estimating = estimating;
  }

  void pictures(PictureShelf shelf) {
    pictures = shelf;
  }

  /** The client has left: what runs upstream is stopped, and what it consumed is settled. */
  public void clientGone() {
    if (gone) {
      return;
    }
    gone = true;
    if (escalating != null) {
      escalating.cancel();
    } else if (dispatch != null) {
      dispatch.cancel();
    }
  }

  /** Sets aside what it may cost, then asks the models. */
  void dispatch(Decision decision) {
    Amount most = Spending.most(decision.routed().model(), decision.facts());
    try {
      visit.turn().takeTokens(most.tokens());
    } catch (ProblemException e) {
      refuse(e);
      return;
    }
    spending
        .reserve(visit.key(), decision.route().name(), most)
        .onSuccess(
            made -> {
              reservation = made;
              send(decision);
            })
        .onFailure(this::refuse);
  }

  private void send(Decision decision) {
    if (gone) {
      giveBack();
      observer.refused(new ProblemException(IngressProblem.CLIENT_GONE, "The client left."));
      return;
    }
    client.decided(decision);
    long begun = System.nanoTime();
    watch = shadowing.watch(visit, request, decision);
    Intents.Sheet noted = settlement.sheet(account(visit, decision));
    sheet = noted;
    AttemptJournal journal = estimating.noting(request, noted);
    dispatch =
        dispatcher.start(
            order(""),
            decision.ranked(),
            watch == null || !request.stream() ? client : watch.over(client),
            journal,
            begun,
            outcome ->
                estimating
                    .counted(request, outcome)
                    .compose(end -> ended(decision, end, journal, begun))
                    .onFailure(this::refuse));
  }

  private Order order(String suffix) {
    PictureShelf shelf = pictures;
    return new Order(
        visit.requestId() + suffix,
        visit.key().tenant(),
        visit.traceparent(),
        request,
        () -> shelf == null ? Future.succeededFuture(List.of()) : shelf.all());
  }

  void refuse(Throwable cause) {
    ProblemException problem;
    if (cause instanceof ProblemException known) {
      problem = known;
    } else {
      LOG.error("request " + visit.requestId() + " failed", cause);
      problem = new ProblemException(IngressProblem.INTERNAL, "Something went wrong here.");
    }
    giveBack();
    observer.refused(problem);
    if (!gone) {
      client.refuse(problem);
    }
  }

  /** What was asked is settled now, one way or the other. */
  private void closeSheet() {
    if (sheet != null) {
      sheet.close();
    }
  }

  /** Nothing was used, or what was used has been settled. */
  private void giveBack() {
    closeSheet();
    reservation.release();
    visit.turn().settle(0);
  }

  /** Whatever is thrown here becomes the future's failure: no client is left waiting. */
  private Future<Void> ended(
      Decision decision, DispatchOutcome outcome, AttemptJournal noted, long begun) {
    visit.phases().endUpstream();
    switch (outcome) {
      case DispatchOutcome.Answered answered -> {
        return answered(decision, answered, noted, begun);
      }
      case DispatchOutcome.Streamed streamed -> {
        Settled settled = settle(decision, streamed.consumed(), Ending.COMPLETED, streamed.tries());
        client.finish(UsageChunk.after(visit, request, streamed, settled), settled);
        if (watch != null) {
          watch.streamed(streamed, settled);
        }
      }
      case DispatchOutcome.Interrupted interrupted -> {
        Settled settled =
            settle(decision, interrupted.consumed(), Ending.INTERRUPTED, interrupted.tries());
        client.interrupted(Problems.interrupted(interrupted.failure()), settled);
      }
      case DispatchOutcome.Failed failed -> {
        if (!failed.tries().billed().isEmpty()) {
          settle(decision, failedLines(failed.tries()), Ending.FAILED, failed.tries());
        }
        if (failed.failure().answer() == null) {
          observer.unanswered(decision);
        }
        refuse(Problems.of(failed.failure()));
      }
      case DispatchOutcome.Gone left -> {
        List<Line> lines = failedLines(left.tries());
        left.consumed().map(Line::answer).ifPresent(lines::add);
        if (lines.isEmpty()) {
          giveBack();
        } else {
          settle(decision, lines, Ending.CLIENT_GONE, left.tries());
        }
        observer.refused(new ProblemException(IngressProblem.CLIENT_GONE, "The client left."));
      }
    }
    return Future.succeededFuture();
  }

  /** Sends a plain answer, or has it checked first where the route escalates. */
  private Future<Void> answered(
      Decision decision, DispatchOutcome.Answered answered, AttemptJournal noted, long begun) {
    Optional<EscalationPlan> plan = decision.routed().escalation();
    if (gone // while tokens were counted: nobody waits for a better answer
        || plan.isEmpty()
        || plan.get().to().isEmpty()
        || plan.get().to().get().equals(answered.consumed().model())) {
      return deliver(
          answered,
          false,
          () -> settle(decision, answered.consumed(), Ending.COMPLETED, answered.tries()));
    }
    escalating =
        new Escalating(
            plan.get().rules(),
            plan.get().to().get(),
            request.format(),
            (model, whenEnded) -> askAlso(model, noted, begun, whenEnded),
            answered,
            outcome ->
                estimating
                    .counted(request, outcome.lines())
                    .map(
                        lines -> {
                          escalated(decision, answered, outcome.with(lines));
                          return lines;
                        })
                    .onFailure(this::refuse));
    escalating.start();
    return Future.succeededFuture();
  }

  private Dispatch askAlso(
      Model model, AttemptJournal noted, long begun, Consumer<DispatchOutcome> whenEnded) {
    return dispatcher.start(
        order("-" + ++asked),
        List.of(model),
        client,
        noted,
        begun,
        outcome ->
            Future.succeededFuture(outcome)
                .<Void>compose(
                    end -> {
                      whenEnded.accept(end);
                      return Future.succeededFuture();
                    })
                .onFailure(this::refuse));
  }

  private void escalated(
      Decision decision, DispatchOutcome.Answered first, Escalating.Outcome outcome) {
    escalating = null;
    if (outcome.attempts() > first.attempts()) {
      visit.phases().endUpstream();
    } else {
      visit.phases().end("check");
    }
    if (outcome.answer().isPresent()) {
      outcome.because().ifPresent(client::escalated);
      observer.checked(decision, outcome.because().isPresent());
      deliver(
              outcome.answer().get(),
              true,
              () -> settleChecked(decision, outcome, Ending.COMPLETED))
          .onFailure(this::refuse);
    } else {
      settleChecked(decision, outcome, Ending.CLIENT_GONE);
      observer.refused(new ProblemException(IngressProblem.CLIENT_GONE, "The client left."));
    }
  }

  private Settled settleChecked(Decision decision, Escalating.Outcome outcome, Ending ending) {
    return settle(decision, outcome.lines(), ending, outcome.attempts(), outcome.because());
  }

  private Future<Void> deliver(
      DispatchOutcome.Answered answered, boolean checked, Supplier<Settled> settling) {
    String model = answered.consumed().model().name();
    Buffer body = Buffer.buffer(answered.json().length() + 64);
    answered
        .reading()
        .editsFor(JsonText.quote(model), true)
        .apply(answered.json().bytes(), 0, answered.json().length(), body::appendBytes);
    return client
        .keep(body)
        .otherwiseEmpty()
        .compose(
            kept -> {
              Settled settled = settling.get();
              client.answer(model, body, settled);
              if (watch != null) {
                watch.answered(answered, settled, checked);
              }
              return Future.succeededFuture();
            });
  }

  private static List<Line> failedLines(DispatchOutcome.Tries tries) {
    List<Line> lines = new ArrayList<>(tries.billed().size() + 1);
    tries.billed().forEach(consumed -> lines.add(Line.failed(consumed)));
    return lines;
  }

  private Settled settle(
      Decision decision, Consumption used, Ending ending, DispatchOutcome.Tries tries) {
    List<Line> lines = failedLines(tries);
    lines.add(Line.answer(used));
    return settle(decision, lines, ending, tries);
  }

  private Settled settle(
      Decision decision, List<Line> lines, Ending ending, DispatchOutcome.Tries tries) {
    return settle(decision, lines, ending, tries.count(), Optional.empty());
  }

  private Settled settle(
      Decision decision,
      List<Line> lines,
      Ending ending,
      int attempts,
      Optional<String> escalatedBecause) {
    Account account = account(visit, decision);
    Settled settled =
        settlement.settle(account, lines, ending, attempts, escalatedBecause.orElse(null));
    if (sheet != null) {
      sheet.end(settled);
    }
    reservation.settle(new Amount(settled.charge().billed(), settled.tokens()));
    visit.turn().settle(settled.tokens());
    String model = lines.get(lines.size() - 1).consumed().model().name();
    observer.settled(visit, decision, model, settled, ending);
    if (ending == Ending.COMPLETED && decision.conversation() != ConversationKey.NONE) {
      remember(decision, model, settled);
    }
    return settled;
  }

  private void remember(Decision decision, String model, Settled settled) {
    CacheSeen seen = CacheSeen.UNKNOWN;
    if (settled.source() == UsageSource.REPORTED) {
      if (settled.usage().cachedInputTokens() > 0) {
        seen = CacheSeen.READ;
      } else if (decision.conditions().expectsCacheOn(model)) {
        seen = CacheSeen.MISSED;
      }
    }
    conversations.answered(decision.conversation(), model, decision.facts().textTokens(), seen);
  }

  static Account account(Visit visit, Decision decision) {
    return new Account(
        visit.requestId(),
        decision.id(),
        visit.key().tenant(),
        visit.key().id(),
        visit.traceparent(),
        decision.route().name(),
        decision.facts(),
        decision.routed().reference(),
        visit.accepted(),
        Booking.REQUEST);
  }
}
