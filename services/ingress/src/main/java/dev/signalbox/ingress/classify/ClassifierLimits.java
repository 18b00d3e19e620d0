package dev.signalbox.ingress.classify;

import java.time.Duration;

/**
 * Bounds of one question.
 *
 * @param maxChars most characters of the conversation that are sent
 * @param remember how long an answer is given again to the same question of the same tenant
 * @param mostRemembered answers kept at once
 */
public record ClassifierLimits(
    Duration deadline,
    int maxChars,
    int failuresToOpen,
    Duration coolDown,
    Duration remember,
    int mostRemembered) {
  /** As above, remembering nothing. */
  public ClassifierLimits(Duration deadline, int maxChars, int failuresToOpen, Duration coolDown) {
    this(deadline, maxChars, failuresToOpen, coolDown, Duration.ZERO, 0);
  }
}
