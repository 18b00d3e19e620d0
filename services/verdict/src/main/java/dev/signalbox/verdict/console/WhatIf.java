package dev.signalbox.verdict.console;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.problem.VerdictProblem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A decision taken again under other circumstances, by the rule of the ingress: the largest
 * predicted success less what the expected cost counts (ADR 0085). Only models that could serve
 * take part.
 *
 * @param rows best first
 * @param asked whether anything was changed
 */
public record WhatIf(Wish wish, List<Line> rows, boolean asked) {
  private static final double POINTS = 100;
  private static final double MOST_POINTS = 1e9;
  private static final int MOST_PERCENT = 10_000;

  /**
   * What is changed.
   *
   * @param points of success that a dollar counts
   * @param without a model that is left out; empty for none
   * @param priced a model whose price changes; empty for none
   * @param percent by how much, from -100
   */
  public record Wish(double points, String without, String priced, double percent) {
    public String pointsText() {
      return plain(points);
    }

    public String percentText() {
      return plain(percent);
    }

    private static String plain(double value) {
      return new BigDecimal(value)
          .setScale(4, RoundingMode.HALF_UP)
          .stripTrailingZeros()
          .toPlainString();
    }
  }

  /** A model that could serve, with what it would have been worth. */
  public record Line(String model, double success, Money cost, double worth, boolean chosen) {
    public String worthText() {
      return String.format(Locale.ROOT, "%.4f", worth);
    }
  }

  /**
   * @param candidates as the event has them
   * @param weightPerUsd what a dollar counted, in shares of success
   * @throws dev.signalbox.platform.problem.ProblemException for wishes out of bounds
   */
  static WhatIf of(
      List<Candidate> candidates,
      double weightPerUsd,
      @Nullable String points,
      @Nullable String without,
      @Nullable String priced,
      @Nullable String percent) {
    double usual = weightPerUsd * POINTS;
    Wish wish =
        new Wish(
            number("points", points, usual, 0, MOST_POINTS),
            without == null ? "" : without,
            priced == null ? "" : priced,
            number("percent", percent, 0, -100, MOST_PERCENT));
    List<Line> rows = new ArrayList<>();
    for (Candidate one : candidates) {
      Double success = one.success();
      Money cost = one.cost();
      if (one.excluded() == null
          && success != null
          && cost != null
          && !one.model().equals(wish.without())) {
        double factor = one.model().equals(wish.priced()) ? 1 + wish.percent() / 100 : 1;
        Money changed = Money.ofNanoUsd(Math.round(cost.nanoUsd() * factor));
        double worth = success - wish.points() / POINTS * changed.toUsd().doubleValue();
        rows.add(new Line(one.model(), success, changed, worth, one.chosen()));
      }
    }
    // Equal worth: the cheaper, as in the ingress.
    rows.sort(
        Comparator.comparingDouble(Line::worth)
            .reversed()
            .thenComparingLong(line -> line.cost().nanoUsd())
            .thenComparing(Line::model));
    boolean asked =
        !wish.without().isEmpty()
            || (!wish.priced().isEmpty() && wish.percent() != 0)
            || Math.abs(wish.points() - usual) > 1e-4 * Math.max(1, usual);
    return new WhatIf(wish, rows, asked);
  }

  /** In words; empty where nothing could serve. */
  public String sentence() {
    if (rows.isEmpty()) {
      return "Nothing would be left that could serve.";
    }
    Line best = rows.get(0);
    if (best.chosen()) {
      return best.model() + " is chosen all the same.";
    }
    Line was = rows.stream().filter(Line::chosen).findFirst().orElse(null);
    return was == null
        ? best.model() + " would have been chosen."
        : String.format(
            Locale.ROOT,
            "%s would have been chosen: %+.1f points of success for %s%s.",
            best.model(),
            (best.success() - was.success()) * POINTS,
            best.cost().nanoUsd() >= was.cost().nanoUsd() ? "+" : "",
            Display.usd(best.cost().minus(was.cost())));
  }

  private static double number(
      String name, @Nullable String text, double otherwise, double least, double most) {
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text.strip().replace(",", ""));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of bounds.
    }
    throw VerdictProblem.invalid(
        name, String.format(Locale.ROOT, "is a number between %.0f and %.0f", least, most));
  }
}
