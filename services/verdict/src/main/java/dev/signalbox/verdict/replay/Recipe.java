package dev.signalbox.verdict.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a board is made from votes; its hash is published with it.
 *
 * @param version of the way of counting: another one would give other bytes
 * @param task the one that counts; null for all
 * @param complexity the one that counts; null for all
 * @param styled at equal length and markup
 * @param leverageCap votes of one voter that count at most
 * @param resamples of the bootstrap over voters
 * @param excluded voters in quarantine at the time, ascending
 */
public record Recipe(
    int version,
    @Nullable String task,
    @Nullable String complexity,
    boolean styled,
    int leverageCap,
    int resamples,
    List<String> excluded) {
  /** The present way of counting. */
  public static final int VERSION = 1;
}
