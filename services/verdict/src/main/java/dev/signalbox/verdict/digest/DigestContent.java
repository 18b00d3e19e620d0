package dev.signalbox.verdict.digest;

import dev.signalbox.platform.money.Money;
import java.text.Bidi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a week brought, as it is kept.
 *
 * @param verdicts new ones and those that came out otherwise than before
 * @param moves pairs whose intervals on the leaderboard separated
 * @param sums of money, real and simulated apart; those without requests are left out
 */
public record DigestContent(List<Verdict> verdicts, List<Move> moves, List<Sum> sums) {
  private static final double PERCENT = 100;
  private static final char FIRST_STRONG_ISOLATE = '\u2068';
  private static final char POP_ISOLATE = '\u2069';

  public DigestContent {
    verdicts = List.copyOf(verdicts);
    moves = List.copyOf(moves);
    sums = List.copyOf(sums);
  }

  /**
   * A verdict.
   *
   * @param path of its page
   * @param before what the panel said last; null when it had not said anything
   * @param share as in the panel's result
   */
  public record Verdict(
      String title,
      String path,
      @Nullable String before,
      String after,
      @Nullable Double share,
      int decided,
      String split,
      boolean simulated) {
    /** The title among other words. */
    public String named() {
      return apart(title);
    }

    public String sentence() {
      String said = apart(after) + " (" + split + " of " + decided + ")";
      return before == null ? said : said + ", before: " + apart(before);
    }
  }

  /**
   * One subject is above another now, by whole intervals.
   *
   * @param path of their comparison
   * @param reversed whether it was clearly below before
   */
  public record Move(String above, String below, String path, boolean reversed) {
    public String higher() {
      return apart(above);
    }

    public String lower() {
      return apart(below);
    }

    public String sentence() {
      return higher()
          + (reversed ? " has overtaken " : " is now clearly above ")
          + lower()
          + ": their 95% intervals do not touch";
    }
  }

  /** Sums of a week's settled requests. */
  public record Sum(
      boolean simulated,
      long requests,
      long billedNanoUsd,
      long referenceNanoUsd,
      long savedNanoUsd) {
    public Money billed() {
      return Money.ofNanoUsd(billedNanoUsd);
    }

    public Money reference() {
      return Money.ofNanoUsd(referenceNanoUsd);
    }

    /** More was paid than the reference would have cost. */
    public boolean more() {
      return savedNanoUsd < 0;
    }

    /** What was saved, or paid more. */
    public Money difference() {
      return Money.ofNanoUsd(Math.abs(savedNanoUsd));
    }

    /** What stands between the difference and the number of requests. */
    public String word() {
      return more() ? "more than the reference on" : "saved on";
    }

    /** The difference in per cent of the reference; a dash where that is nothing. */
    public String percent() {
      return referenceNanoUsd == 0
          ? "–"
          : String.format(
              Locale.ROOT, "%.0f%%", PERCENT * Math.abs(savedNanoUsd) / referenceNanoUsd);
    }
  }

  /**
   * A name of people's on one line, and set apart where its letters run from right to left or it
   * would turn round what follows it: the words around it stay in their order.
   */
  private static String apart(String name) {
    String line = name.strip().replaceAll("\\s+", " ");
    return Bidi.requiresBidi(line.toCharArray(), 0, line.length())
        ? FIRST_STRONG_ISOLATE + line + POP_ISOLATE
        : line;
  }

  /** Nothing changed and nothing was asked: such a week is recorded, but nobody is written to. */
  public boolean quiet() {
    return verdicts.isEmpty() && moves.isEmpty() && sums.isEmpty();
  }

  /** The week in a line. */
  public String headline() {
    List<String> parts = new ArrayList<>();
    if (!verdicts.isEmpty()) {
      parts.add(verdicts.size() + (verdicts.size() == 1 ? " verdict" : " verdicts"));
    }
    if (!moves.isEmpty()) {
      parts.add(
          moves.size() + (moves.size() == 1 ? " change" : " changes") + " on the leaderboard");
    }
    for (Sum sum : sums) {
      parts.add(
          sum.percent()
              + " "
              + sum.word()
              + " "
              + String.format(Locale.ROOT, "%,d", sum.requests())
              + (sum.simulated() ? " simulated" : "")
              + (sum.requests() == 1 ? " request" : " requests"));
    }
    return parts.isEmpty() ? "a quiet week" : String.join(", ", parts);
  }
}
