package dev.signalbox.verdict.api;

import dev.signalbox.verdict.arena.Shown;
import org.jspecify.annotations.Nullable;

/**
 * A pair as its asker may see it.
 *
 * @param own left, right, tie or both_bad; null before the vote
 * @param revision of the asker's ballot
 * @param told who answered what, and everybody's votes; null before the vote
 */
public record PairView(
    String id,
    String task,
    String complexity,
    String prompt,
    String left,
    String right,
    boolean sample,
    @Nullable String own,
    long revision,
    @Nullable Told told) {
  /** What is kept back until the vote. */
  public record Told(
      String left, String right, long forLeft, long forRight, long tie, long bothBad) {}

  static PairView of(Shown shown) {
    return new PairView(
        shown.battle().id(),
        shown.battle().task(),
        shown.battle().complexity(),
        shown.battle().prompt(),
        shown.left(),
        shown.right(),
        shown.battle().sample(),
        own(shown),
        shown.revision(),
        shown.own() == null ? null : told(shown));
  }

  private static @Nullable String own(Shown shown) {
    if (shown.own() == null) {
      return null;
    }
    return shown.choseLeft() ? "left" : shown.choseRight() ? "right" : shown.own().text();
  }

  private static Told told(Shown shown) {
    boolean firstIsLeft = shown.firstIsLeft();
    String first = shown.battle().firstSubject();
    String second = shown.battle().secondSubject();
    return new Told(
        firstIsLeft ? first : second,
        firstIsLeft ? second : first,
        shown.forLeft(),
        shown.forRight(),
        shown.counts().tie(),
        shown.counts().bothBad());
  }
}
