package dev.signalbox.ingress.pool;

import java.util.List;

/**
 * When and to whom a route escalates: an answer that fails one of the checks is thrown away and a
 * stronger model is asked, within the same deadline; both are billed.
 *
 * @param to models that are asked then, in this order; never empty
 * @param leastChars shortest answer that passes; 0 for any
 * @param mostChars longest answer that passes; 0 for any
 * @param json an answer that was to be JSON must be, and fit the schema that was asked for
 * @param refusal an answer that reads like a refusal fails
 * @param confidence least mean probability of the answer's tokens, where the upstream gives log
 *     probabilities; 0 for any
 * @param samples how often the first model is asked in all, so that its answers can be compared; 1
 *     for once
 * @param agreement least share of the samples that must agree with the answer, in (0,1]
 */
public record Escalation(
    List<String> to,
    int leastChars,
    int mostChars,
    boolean json,
    boolean refusal,
    double confidence,
    int samples,
    double agreement) {
  /** More would cost more than the stronger model. */
  public static final int MOST_SAMPLES = 5;

  public Escalation {
    to = List.copyOf(to);
    if (to.isEmpty() || samples < 1 || samples > MOST_SAMPLES) {
      throw new IllegalArgumentException("an escalation needs a target and 1 to 5 samples");
    }
  }
}
