package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.chat.RoughTokens;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Tokenizer;
import dev.signalbox.ingress.upstream.AnswerListener;
import dev.signalbox.ingress.upstream.GuardedClient;
import dev.signalbox.ingress.upstream.ModelCall;
import dev.signalbox.ingress.upstream.ModelClients;
import dev.signalbox.ingress.upstream.Order;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request's way through the models it may be answered by. Used on one context only. */
public final class Dispatch {
  private static final long NO_TIMER = -1;
  private static final int USUAL_TOKENS = 256;

  private final Vertx vertx;
  private final ModelClients clients;
  private final DispatchLimits limits;
  private final AttemptObserver observer;
  private final Order order;
  private final List<Model> ranked;
  private final AnswerSink sink;
  private final AttemptJournal journal;
  private final Consumer<DispatchOutcome> whenEnded;
  private final long startedAt;

  private final List<Consumption> billed = new ArrayList<>(0);
  private int next;
  private int attempts;
  private long pings = NO_TIMER;
  private long hedge = NO_TIMER;
  private final List<Attempt> running = new ArrayList<>(2);
  private @Nullable Attempt winner;
  private UpstreamFailure lastFailure =
      UpstreamFailure.of(UpstreamFailure.Kind.UNREACHABLE, "It is being left alone.");
  private boolean ended;

  Dispatch(
      Vertx vertx,
      ModelClients clients,
      DispatchLimits limits,
      AttemptObserver observer,
      Order order,
      List<Model> ranked,
      AnswerSink sink,
      AttemptJournal journal,
      long startedAt,
      Consumer<DispatchOutcome> whenEnded) {
    this.vertx = vertx;
    this.clients = clients;
    this.limits = limits;
    this.observer = observer;
    this.order = order;
    this.ranked = ranked;
    this.sink = sink;
    this.journal = journal;
    this.startedAt = startedAt;
    this.whenEnded = whenEnded;
  }

  void start() {
    startPings();
    tryNext();
  }

  private void startPings() {
    if (order.request().stream() && pings == NO_TIMER) {
      pings = vertx.setPeriodic(limits.ping().toMillis(), id -> sink.ping());
    }
  }

  /** The client left: whatever is under way upstream is reset now. */
  public void cancel() {
    if (ended) {
      return;
    }
    Attempt attempt = winner == null && !running.isEmpty() ? running.get(0) : winner;
    if (attempt != null) {
      attempt.call().cancel();
      giveUpAllBut(attempt);
    }
    end(new DispatchOutcome.Gone(Optional.ofNullable(attempt).map(Attempt::consumption), tries()));
  }

  /**
   * A loop, not a recursion: breakers may refuse one model after the other without anything
   * happening in between.
   */
  private boolean askNext() {
    while (next < ranked.size() && attempts < limits.attempts()) {
      Duration left = limits.deadline().minusNanos(System.nanoTime() - startedAt);
      if (left.isNegative() || left.isZero()) {
        break;
      }
      Model model = ranked.get(next++);
      Duration patience = left.compareTo(limits.patience()) < 0 ? left : limits.patience();
      if (attempt(model, patience)) {
        return true;
      }
    }
    return false;
  }

  private void tryNext() {
    if (!askNext()) {
      end(new DispatchOutcome.Failed(lastFailure, tries()));
    } else if (limits.hedgeAfter().isPresent() && next < ranked.size()) {
      vertx.cancelTimer(hedge);
      hedge = vertx.setTimer(limits.hedgeAfter().get().toMillis(), id -> hedge());
    }
  }

  /**
   * The model asked keeps quiet: the next one is asked beside it, and the first to speak answers.
   */
  private void hedge() {
    if (!ended && winner == null && running.size() == 1) {
      askNext();
    }
  }

  /** Whether what it says is the answer: the first to say something wins, and the others stop. */
  private boolean wins(Attempt attempt) {
    if (winner == null) {
      winner = attempt;
      vertx.cancelTimer(hedge);
      giveUpAllBut(attempt);
    }
    return winner == attempt;
  }

  /** Their providers have read the prompt by now, and bill it. */
  private void giveUpAllBut(Attempt kept) {
    for (Attempt attempt : running) {
      if (attempt != kept) {
        attempt.call().cancel();
        attempt.bill(attempt.unseen());
      }
    }
    running.removeIf(attempt -> attempt != kept);
  }

  private boolean attempt(Model model, Duration patience) {
    Optional<GuardedClient> client = clients.of(model.name());
    if (client.isEmpty()) {
      return false;
    }
    Optional<AttemptJournal.Entry> entry = journal.asks(model);
    if (entry.isEmpty()) {
      lastFailure =
          UpstreamFailure.of(
              UpstreamFailure.Kind.QUEUE_FULL, "As many calls are under way as can be noted.");
      return false;
    }
    Attempt attempt = new Attempt(model, entry.get());
    Optional<ModelCall> call = client.get().start(attempt.asked, patience, attempt);
    if (call.isEmpty()) {
      entry.get().free();
      Duration retryAfter = client.get().refusesFor().orElse(null);
      lastFailure =
          new UpstreamFailure(
              UpstreamFailure.Kind.UNREACHABLE, "It is being left alone.", retryAfter, null);
      return false;
    }
    attempts++;
    attempt.call = call.get();
    running.add(attempt);
    return true;
  }

  private DispatchOutcome.Tries tries() {
    return new DispatchOutcome.Tries(attempts, billed);
  }

  private void stopPings() {
    if (pings != NO_TIMER) {
      vertx.cancelTimer(pings);
      pings = NO_TIMER;
    }
  }

  private void end(DispatchOutcome outcome) {
    if (!ended) {
      ended = true;
      stopPings();
      vertx.cancelTimer(hedge);
      whenEnded.accept(outcome);
    }
  }

  /** One model's attempt: relays what it streams and decides what its failure means. */
  private final class Attempt implements AnswerListener {
    private final Model model;
    private final AttemptJournal.Entry entry;
    private final Relay relay;
    private final long askedAt = System.nanoTime();
    private final Order asked = order.traced(observer.asks(order.traceparent()));
    private boolean began;
    private boolean spoke;
    private @Nullable ModelCall call;

    Attempt(Model model, AttemptJournal.Entry entry) {
      this.model = model;
      this.entry = entry;
      this.relay = new Relay(model, order.request().includeUsage());
    }

    ModelCall call() {
      if (call == null) {
        throw new IllegalStateException("a listener is never told before its call has started");
      }
      return call;
    }

    Consumption consumption() {
      return relay.consumption();
    }

    @Override
    public void began() {
      began = true;
      if (!order.request().stream()) {
        entry.billable(unseen());
      }
    }

    private void measured(Optional<UpstreamFailure.Kind> failure) {
      long nanos = System.nanoTime() - askedAt;
      observer.ended(model, failure, nanos);
      String parent = order.traceparent();
      String self = asked.traceparent();
      if (parent != null && self != null && !self.equals(parent)) {
        observer.traced(model, parent, self, failure, nanos);
      }
    }

    private void bill(Consumption consumed) {
      billed.add(consumed);
      entry.billable(consumed);
    }

    /**
     * What a provider bills that nobody saw. Of a stream: what arrived. A plain answer that was
     * under way had been made in full: as long as the request allowed, or as answers usually are.
     */
    private Consumption unseen() {
      if (!began || order.request().stream()) {
        return relay.consumption();
      }
      int most = order.request().sampling().maxOutputTokens();
      int tokens = most > 0 ? Math.min(most, model.capabilities().maxOutputTokens()) : USUAL_TOKENS;
      long all = (long) tokens * order.request().sampling().choices();
      return new Consumption(model, null, RoughTokens.chars(all));
    }

    /**
     * A provider that accepted the request bills what it made, whether or not it arrived; one that
     * kept quiet until it was given up has read the prompt. An error, also one inside a success, is
     * not billed. See ADR 0090.
     */
    private boolean billedAllTheSame(UpstreamFailure failure) {
      return switch (failure.kind()) {
        case CUT, STALLED, MALFORMED -> began;
        case TIMED_OUT -> true;
        case UNREACHABLE, QUEUE_FULL, ERROR_INSIDE, RATE_LIMITED, SERVER_ERROR, REFUSED, REJECTED ->
            false;
      };
    }

    @Override
    public void chunk(byte[] json, int length, AnswerReading reading) {
      if (!wins(this)) {
        return;
      }
      stopPings();
      if (!spoke) {
        spoke = true;
        observer.firstChunk(model, System.nanoTime() - askedAt);
      }
      relay.add(json, length, reading);
    }

    @Override
    public void flush() {
      if (ended || relay.isEmpty()) {
        return;
      }
      entry.billable(relay.consumption());
      boolean writable = sink.send(model, relay.take());
      if (!writable && !ended) {
        call().pause();
        sink.whenWritable(
            () -> {
              if (!ended) {
                call().resume();
              }
            });
      }
    }

    @Override
    public void done() {
      if (!wins(this)) {
        return;
      }
      measured(Optional.empty());
      end(new DispatchOutcome.Streamed(relay.consumption(), relay.last(), tries()));
    }

    @Override
    public void answer(byte[] json, int length, AnswerReading reading) {
      if (!wins(this)) {
        return;
      }
      measured(Optional.empty());
      Consumption consumed = new Consumption(model, reading.usage(), reading.outputChars());
      if (consumed.reported() == null && model.tokenizer() != Tokenizer.CHARACTERS) {
        consumed = consumed.with(PlainAnswerText.of(json, length));
      }
      entry.billable(consumed);
      end(new DispatchOutcome.Answered(consumed, new JsonBytes(json, length), reading, tries()));
    }

    @Override
    public void failed(UpstreamFailure failure) {
      lastFailure = failure;
      running.remove(this);
      observer.failed(model, failure);
      measured(Optional.of(failure.kind()));
      if (relay.sent()) {
        flush();
        end(new DispatchOutcome.Interrupted(relay.consumption(), failure, tries()));
      } else if (failure.answer() != null) {
        entry.free();
        giveUpAllBut(this);
        end(new DispatchOutcome.Failed(failure, tries()));
      } else {
        if (billedAllTheSame(failure)) {
          bill(unseen());
        } else {
          entry.free();
        }
        if (winner == this) { // it spoke and failed in one breath: nobody heard it
          winner = null;
          startPings();
        }
        if (running.isEmpty()) {
          tryNext();
        }
      }
    }
  }
}
