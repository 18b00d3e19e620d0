package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.ReportedUsage;
import dev.signalbox.ingress.pool.Model;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt consumed, as far as it is known.
 *
 * @param reported by the upstream; absent when it did not say
 * @param outputChars characters of the answer that arrived, for the estimate where nothing was
 *     reported
 */
public record Consumption(Model model, @Nullable ReportedUsage reported, long outputChars) {
  static Consumption of(Model model, AnswerReading whole) {
    return new Consumption(model, whole.usage(), whole.outputChars());
  }
}
