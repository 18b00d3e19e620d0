package dev.signalbox.ingress.tokens;

import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.RoughTokens;
import dev.signalbox.ingress.chat.SaidText;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.pool.Tokenizer;

/** Counts what an attempt consumed, by its model's tokenizer. Thread-safe, and slow. */
public final class Estimator {
  private static final String SAMPLED = "_sampled";

  private final TextCounter texts = new TextCounter();
  private final PromptCounter prompts = new PromptCounter(texts);

  /** Whether there is something to be counted. */
  public static boolean concerns(Consumption consumed) {
    return consumed.reported() == null
        && consumed.counted() == null
        && consumed.model().tokenizer() != Tokenizer.CHARACTERS;
  }

  /** The prompt's tokens by a tokenizer that has an encoding. */
  public PromptCounter.Count prompt(Tokenizer tokenizer, ChatRequest request) {
    return prompts.count(tokenizer, request);
  }

  /** A text's tokens by a tokenizer that has an encoding. */
  public long text(Tokenizer tokenizer, String text) {
    return texts.count(tokenizer, text);
  }

  /** As events name a count of which something was scaled up, or nothing. */
  public static String method(Tokenizer tokenizer, boolean sampled) {
    return tokenizer.label() + (sampled ? SAMPLED : "");
  }

  /** The consumption with its tokens; as it was where there is nothing to be counted. */
  public Consumption counted(ChatRequest request, Consumption consumed) {
    if (!concerns(consumed)) {
      return consumed;
    }
    Tokenizer tokenizer = consumed.model().tokenizer();
    PromptCounter.Count prompt = prompts.count(tokenizer, request);
    SaidText said = consumed.said();
    String text = said == null ? "" : said.text();
    boolean whole = text.length() >= consumed.outputChars();
    long output;
    if (text.isEmpty()) {
      output = RoughTokens.ofText(consumed.outputChars());
    } else {
      long kept = texts.count(tokenizer, text);
      output = whole ? kept : TextCounter.scaled(kept, text.length(), consumed.outputChars());
    }
    boolean inPart = prompt.sampled() || !(text.isEmpty() || whole);
    return consumed.with(
        new Consumption.Counted(method(tokenizer, inPart), prompt.tokens(), output));
  }
}
