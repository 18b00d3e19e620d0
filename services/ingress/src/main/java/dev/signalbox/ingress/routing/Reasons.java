package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Route;
import dev.signalbox.platform.money.Money;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

/** The sentences of decisions: plain words and rounded figures; no prompt text ever gets here. */
final class Reasons {
  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);
  private static final int MOST_EXCLUSIONS_NAMED = 4;

  private Reasons() {}

  static String withinBand(Candidate chosen, Candidate best, Route route) {
    return expectation(chosen)
        + ", "
        + band(route)
        + " the best ("
        + name(best)
        + ", "
        + percent(best)
        + "), at "
        + price(chosen.expectedCost())
        + " instead of "
        + price(best.expectedCost());
  }

  static String best(Candidate chosen, int among, Route route) {
    String nobody =
        route.mode().bandPoints() == 0
            ? "no cheaper one is expected to do as well"
            : "no cheaper one comes " + band(route) + " it";
    return expectation(chosen) + ", the best of " + among + " models that can serve it; " + nobody;
  }

  static String onlyCapable(Candidate chosen, List<Candidate> candidates, Route route) {
    String others = exclusions(candidates);
    String only = name(chosen) + " is the only model of " + route.name() + " that can serve this";
    return others.isEmpty() ? only : only + ": " + others;
  }

  static String named(Candidate chosen) {
    return "The client named " + name(chosen);
  }

  static String safe(Candidate chosen, Route route, Estimates estimates) {
    String why =
        switch (estimates) {
          case Estimates.Late() -> "The classifier did not answer in time";
          case Estimates.Unavailable() -> "The classifier can't be reached";
          case Estimates.Skipped() -> "The request was not classified";
          case Estimates.Answered(var none) -> "The classifier knows none of the models";
        };
    return route.safe().contains(name(chosen))
        ? why + ", so " + name(chosen) + ", a safe model of " + route.name() + ", takes the request"
        : why
            + ", and no safe model of "
            + route.name()
            + " can serve this, so "
            + name(chosen)
            + " takes the request";
  }

  static String fallback(Candidate chosen, List<Candidate> members, Route route) {
    return name(chosen)
        + ", a fallback of "
        + route.name()
        + ", takes the request: "
        + exclusions(members);
  }

  static String impossible(List<Candidate> candidates, Route route) {
    String nobody =
        route.origin() == Route.Origin.MODEL_NAME
            ? route.name() + " can't serve this request: "
            : "No model of " + route.name() + " can serve this request: ";
    return nobody + exclusions(candidates);
  }

  private static String exclusions(List<Candidate> candidates) {
    List<Candidate> shut = candidates.stream().filter(candidate -> !candidate.eligible()).toList();
    String named =
        shut.stream()
            .limit(MOST_EXCLUSIONS_NAMED)
            .map(one -> name(one) + " " + one.excluded().map(Exclusion::because).orElse(""))
            .collect(Collectors.joining("; "));
    int rest = shut.size() - MOST_EXCLUSIONS_NAMED;
    return rest > 0 ? named + "; and " + rest + " more" : named;
  }

  private static String expectation(Candidate chosen) {
    String ground = chosen.basis() == Basis.PRIOR ? " (by its stated ability)" : "";
    return name(chosen)
        + " is expected"
        + ground
        + " to answer "
        + percent(chosen)
        + " of requests like this well";
  }

  private static String band(Route route) {
    BigDecimal points = BigDecimal.valueOf(route.mode().bandPoints()).stripTrailingZeros();
    if (points.signum() == 0) {
      return "as well as";
    }
    String unit = points.compareTo(BigDecimal.ONE) == 0 ? " point of" : " points of";
    return "within " + points.toPlainString() + unit;
  }

  private static String percent(Candidate candidate) {
    double success = Ranking.success(candidate);
    long tenths = Math.round(success * 1_000);
    if (tenths == 1_000 && success < 1) {
      tenths = 999;
    }
    return BigDecimal.valueOf(tenths, 1).stripTrailingZeros().toPlainString() + "%";
  }

  private static String price(Money money) {
    return money.nanoUsd() == 0
        ? "$0"
        : "$" + money.toUsd().round(TWO_DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String name(Candidate candidate) {
    return candidate.model().name();
  }
}
