package dev.signalbox.ingress.replay;

import java.time.Duration;

/**
 * Bounds of what is kept.
 *
 * @param lifetime how long an answer is given again
 * @param entries most answers
 * @param bytes of all answers together
 * @param answerBytes of one answer
 */
public record ReplayLimits(Duration lifetime, int entries, long bytes, int answerBytes) {}
