package dev.signalbox.verdict.arena;

import org.jspecify.annotations.Nullable;

/**
 * A pair as one voter sees it.
 *
 * @param firstIsLeft which answer stands on the left for this voter
 * @param own the voter's present choice; null before the first and after taking it back
 * @param counts of everybody, for after the vote
 * @param revision of the voter's ballot; 0 before the first vote
 */
public record Shown(
    Battle battle,
    boolean firstIsLeft,
    @Nullable PairChoice own,
    String firstTitle,
    String secondTitle,
    Counts counts,
    long revision) {
  /** Present votes by what they say. */
  public record Counts(long first, long second, long tie, long bothBad) {
    public long all() {
      return first + second + tie + bothBad;
    }

    /** One more; a vote that was taken back is none. */
    Counts with(PairChoice choice) {
      return switch (choice) {
        case FIRST -> new Counts(first + 1, second, tie, bothBad);
        case SECOND -> new Counts(first, second + 1, tie, bothBad);
        case TIE -> new Counts(first, second, tie + 1, bothBad);
        case BOTH_BAD -> new Counts(first, second, tie, bothBad + 1);
        case WITHDRAWN -> this;
      };
    }
  }

  public String left() {
    return firstIsLeft ? battle.firstAnswer() : battle.secondAnswer();
  }

  public String right() {
    return firstIsLeft ? battle.secondAnswer() : battle.firstAnswer();
  }

  public String leftTitle() {
    return firstIsLeft ? firstTitle : secondTitle;
  }

  public String rightTitle() {
    return firstIsLeft ? secondTitle : firstTitle;
  }

  public boolean choseLeft() {
    return own == (firstIsLeft ? PairChoice.FIRST : PairChoice.SECOND);
  }

  public boolean choseRight() {
    return own == (firstIsLeft ? PairChoice.SECOND : PairChoice.FIRST);
  }

  public boolean choseTie() {
    return own == PairChoice.TIE;
  }

  public boolean choseBothBad() {
    return own == PairChoice.BOTH_BAD;
  }

  /** How often the one on the left was preferred to the one on the right by all voters. */
  public long forLeft() {
    return firstIsLeft ? counts.first() : counts.second();
  }

  public long forRight() {
    return firstIsLeft ? counts.second() : counts.first();
  }
}
