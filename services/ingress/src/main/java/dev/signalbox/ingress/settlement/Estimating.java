package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.dispatch.AttemptJournal;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.dispatch.DispatchOutcome;
import dev.signalbox.ingress.eventloop.OffLoop;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Tokenizer;
import dev.signalbox.ingress.tokens.Estimator;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.seldom.Seldom;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Has counted, beside the event loop, what upstreams did not report. Where all was reported, or no
 * tokenizer is known, the future is complete at once. Thread-safe.
 */
public final class Estimating {
  private static final Logger LOG = Logger.getLogger(Estimating.class);
  private static final Duration UNTIL_COUNTED = Duration.ofMillis(500);
  private static final Seldom UNCOUNTED = new Seldom();

  /** By characters; the text of a longer prompt isn't worth the time to a client that only asks. */
  static final int MOST_TOKENS = 1 << 18;

  /** Prompts that are counted for clients at a time: settling waits behind no more of them. */
  static final int MOST_ASKED = 16;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Estimator estimator;
  private final AtomicInteger asked = new AtomicInteger();

  public Estimating(Vertx vertx, Estimator estimator) {
    this.vertx = vertx;
    this.estimator = estimator;
  }

  /** A sheet's journal, in which calls that take their time are counted as they go. */
  public AttemptJournal noting(ChatRequest request, Intents.Sheet sheet) {
    return new CountedNotes(vertx, estimator, UNTIL_COUNTED, request, sheet);
  }

  /** The outcome with its tokens; never fails. */
  public Future<DispatchOutcome> counted(ChatRequest request, DispatchOutcome outcome) {
    boolean nothing =
        outcome.tries().billed().isEmpty()
            ? outcome.lastConsumed().filter(Estimator::concerns).isEmpty()
            : Stream.concat(outcome.tries().billed().stream(), outcome.lastConsumed().stream())
                .noneMatch(Estimator::concerns);
    return nothing
        ? Future.succeededFuture(outcome)
        : beside(outcome, all -> with(all, used -> estimator.counted(request, used)));
  }

  /** The lines with their tokens; never fails. */
  public Future<List<Line>> counted(ChatRequest request, List<Line> lines) {
    return lines.stream().map(Line::consumed).noneMatch(Estimator::concerns)
        ? Future.succeededFuture(lines)
        : beside(
            lines,
            all ->
                all.stream()
                    .map(
                        line ->
                            new Line(estimator.counted(request, line.consumed()), line.purpose()))
                    .toList());
  }

  /**
   * The tokens that a model would be given, pictures included, for a client that asks for nothing
   * else. Fails with a {@link ProblemException} when too many ask.
   */
  public Future<Long> prompt(Model model, ChatRequest request) {
    long pictures = (long) model.capabilities().tokensPerImage() * request.pictures().size();
    return text(model.tokenizer(), request).map(text -> text + pictures);
  }

  private Future<Long> text(Tokenizer tokenizer, ChatRequest request) {
    long rough = request.textTokens();
    if (tokenizer == Tokenizer.CHARACTERS || rough > MOST_TOKENS) {
      return Future.succeededFuture(rough);
    }
    if (asked.incrementAndGet() > MOST_ASKED) {
      asked.decrementAndGet();
      return Future.failedFuture(
          new ProblemException(
              IngressProblem.OVERLOADED,
              "Too many prompts are being counted. Try again.",
              null,
              SOON));
    }
    return beside(rough, unused -> estimator.prompt(tokenizer, request).tokens())
        .onComplete(done -> asked.decrementAndGet());
  }

  /** What can't be counted is settled by the rule of characters: money waits for no tokenizer. */
  private <T> Future<T> beside(T uncounted, UnaryOperator<T> count) {
    return OffLoop.call(vertx, () -> count.apply(uncounted))
        .recover(
            e -> {
              UNCOUNTED.say(
                  more -> LOG.errorf(e, "tokens can't be counted; characters are%s", more));
              return Future.succeededFuture(uncounted);
            });
  }

  private static DispatchOutcome with(DispatchOutcome outcome, UnaryOperator<Consumption> count) {
    DispatchOutcome.Tries tries =
        new DispatchOutcome.Tries(
            outcome.tries().count(), outcome.tries().billed().stream().map(count).toList());
    return switch (outcome) {
      case DispatchOutcome.Answered a ->
          new DispatchOutcome.Answered(count.apply(a.consumed()), a.json(), a.reading(), tries);
      case DispatchOutcome.Streamed s ->
          new DispatchOutcome.Streamed(count.apply(s.consumed()), s.last(), tries);
      case DispatchOutcome.Interrupted i ->
          new DispatchOutcome.Interrupted(count.apply(i.consumed()), i.failure(), tries);
      case DispatchOutcome.Failed f -> new DispatchOutcome.Failed(f.failure(), tries);
      case DispatchOutcome.Gone g -> new DispatchOutcome.Gone(g.consumed().map(count), tries);
    };
  }
}
