package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.ProblemException;
import java.util.OptionalLong;

/**
 * How a token is chosen from its logits.
 *
 * @param temperature 0 is greedy
 * @param topP smallest set of tokens with this probability mass; 1 is all
 * @param topK most probable tokens kept; 0 is all
 * @param minP tokens kept are at least this share as probable as the most probable one; 0 is all
 * @param repetitionPenalty divides the positive and multiplies the negative logits of tokens that
 *     the prompt or the answer has; 1 is none
 * @param frequencyPenalty subtracted from a token's logit for each time the answer has it
 * @param presencePenalty subtracted once from the logit of each token the answer has
 * @param seed empty for a random one
 */
public record Sampling(
    double temperature,
    double topP,
    int topK,
    double minP,
    double repetitionPenalty,
    double frequencyPenalty,
    double presencePenalty,
    OptionalLong seed) {
  /** The most probable token, always. */
  public static final Sampling GREEDY = new Sampling(0, 1, 0, 0, 1, 0, 0, OptionalLong.empty());

  public Sampling {
    check(temperature >= 0 && temperature <= 2, "temperature must be 0 to 2", "temperature");
    check(topP > 0 && topP <= 1, "top_p must be above 0 and at most 1", "top_p");
    check(topK >= 0, "top_k must not be negative", "top_k");
    check(minP >= 0 && minP <= 1, "min_p must be 0 to 1", "min_p");
    check(
        repetitionPenalty > 0 && repetitionPenalty <= 10,
        "repetition_penalty must be above 0 and at most 10",
        "repetition_penalty");
    check(
        Math.abs(frequencyPenalty) <= 2, "frequency_penalty must be -2 to 2", "frequency_penalty");
    check(Math.abs(presencePenalty) <= 2, "presence_penalty must be -2 to 2", "presence_penalty");
  }

  /** NaN fails every comparison above and so is refused too. */
  private static void check(boolean ok, String message, String param) {
    if (!ok) {
      throw new ProblemException(WorkerProblem.INVALID_REQUEST, message + ".", param, null);
    }
  }
}
