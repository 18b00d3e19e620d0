package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.SaidText;
import dev.signalbox.ingress.dispatch.AttemptJournal;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.eventloop.OffLoop;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Tokenizer;
import dev.signalbox.ingress.tokens.Estimator;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/**
 * A sheet whose calls are counted by their model's tokenizer while they are under way, so that a
 * kill leaves numbers of tokens and no text: the prompt once, after a while, and what a stream said
 * each time it has doubled. Calls that end sooner cost a timer. Used on its request's context only.
 */
final class CountedNotes implements AttemptJournal {
  private static final int LEAST_CHARS = 64;

  private final Vertx vertx;
  private final Estimator estimator;
  private final Duration patience;
  private final ChatRequest request;
  private final Intents.Sheet sheet;

  /**
   * @param patience how long a call is under way before its prompt is counted
   */
  CountedNotes(
      Vertx vertx,
      Estimator estimator,
      Duration patience,
      ChatRequest request,
      Intents.Sheet sheet) {
    this.vertx = vertx;
    this.estimator = estimator;
    this.patience = patience;
    this.request = request;
    this.sheet = sheet;
  }

  @Override
  public Optional<Entry> asks(Model model) {
    Optional<Intents.Noted> noted = sheet.asks(model);
    return model.tokenizer() == Tokenizer.CHARACTERS
        ? noted.map(entry -> entry)
        : noted.map(entry -> new Counted(model.tokenizer(), entry));
  }

  private final class Counted implements Entry {
    private final Tokenizer tokenizer;
    private final Intents.Noted noted;
    private boolean promptKnown;
    private boolean counting;
    private long dueChars = LEAST_CHARS;

    Counted(Tokenizer tokenizer, Intents.Noted noted) {
      this.tokenizer = tokenizer;
      this.noted = noted;
      long timer = vertx.setTimer(patience.toMillis(), due -> countPrompt());
      noted.whenClosed(() -> vertx.cancelTimer(timer));
    }

    private void countPrompt() {
      OffLoop.call(vertx, () -> estimator.prompt(tokenizer, request))
          .onSuccess(
              count -> {
                noted.countedPrompt(tokenizer, count.tokens(), count.sampled());
                promptKnown = true;
              });
    }

    @Override
    public void billable(Consumption consumed) {
      noted.billable(consumed);
      SaidText said = consumed.said();
      if (promptKnown && !counting && said != null && consumed.outputChars() >= dueChars) {
        counting = true;
        dueChars = 2 * consumed.outputChars();
        countSaid(said.text());
      }
    }

    private void countSaid(String text) {
      OffLoop.call(vertx, () -> estimator.text(tokenizer, text))
          .onSuccess(tokens -> noted.countedText(tokens, text.length()))
          .onComplete(done -> counting = false);
    }

    @Override
    public void free() {
      noted.free();
    }
  }
}
