package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.chat.ReportedUsage;
import dev.signalbox.ingress.chat.SaidText;
import dev.signalbox.ingress.pool.Model;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt consumed, as far as it is known.
 *
 * @param reported by the upstream; absent when it did not say, or said that its words were none
 * @param ofPrompt what the upstream reported when it began, of the prompt alone; absent when it did
 *     not say, and where all is reported
 * @param outputChars characters of the answer that arrived, for the estimate where nothing was
 *     reported
 * @param said their beginning, where the model's tokenizer can count it; absent where it can't, and
 *     for an answer that nobody saw
 * @param counted by that tokenizer; absent until it has, and where nothing has to be counted
 */
public record Consumption(
    Model model,
    @Nullable ReportedUsage reported,
    @Nullable ReportedUsage ofPrompt,
    long outputChars,
    @Nullable SaidText said,
    @Nullable Counted counted) {
  /**
   * Tokens of text, pictures apart.
   *
   * @param method how they were counted, as events name it
   */
  public record Counted(String method, long inputTokens, long outputTokens) {}

  /** A report of no output is none where something was said: nobody answers for nothing. */
  public Consumption {
    if (reported != null && reported.outputTokens() == 0 && outputChars > 0) {
      reported = null;
    }
    if (reported != null) {
      ofPrompt = null;
    }
  }

  public Consumption(Model model, @Nullable ReportedUsage reported, long outputChars) {
    this(model, reported, null, outputChars, null, null);
  }

  Consumption with(SaidText words) {
    return new Consumption(model, reported, ofPrompt, outputChars, words, counted);
  }

  public Consumption with(Counted known) {
    return new Consumption(model, reported, ofPrompt, outputChars, said, known);
  }
}
