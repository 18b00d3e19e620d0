package dev.signalbox.ingress.routing;

import dev.signalbox.ingress.pool.Route;
import dev.signalbox.platform.money.Money;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** The sentences of decisions: plain words and rounded figures; no prompt text ever gets here. */
final class Reasons {
  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_UP);
  private static final int MOST_EXCLUSIONS_NAMED = 4;

  private Reasons() {}

  static String bestValue(Candidate chosen, Candidate best, Route route) {
    return expectation(chosen)
        + " at "
        + price(chosen.expectedCost())
        + "; in "
        + mode(route)
        + " mode the "
        + points(best.success() - chosen.success())
        + " more of "
        + name(best)
        + " ("
        + percent(best.success())
        + ") are not worth "
        + price(best.expectedCost());
  }

  static String best(Candidate chosen, List<Candidate> predicted, Route route) {
    boolean cheapest = Ranking.first(predicted, Ranking.CHEAPEST).isFor(chosen.model());
    return expectation(chosen)
        + " at "
        + price(chosen.expectedCost())
        + ", the best of "
        + predicted.size()
        + " models that can serve it, and "
        + (cheapest ? "none is cheaper" : "in " + mode(route) + " mode worth its price");
  }

  /** The conversation stays although another model would be chosen without the prompt cache. */
  static String kept(Candidate chosen, Candidate other, Conditions conditions) {
    double gain = other.success() - chosen.success();
    return name(chosen)
        + " keeps the conversation: its prompt cache has about "
        + conditions.cachedOn(name(chosen))
        + " tokens of it, worth "
        + price(chosen.discount())
        + ", and moving to "
        + name(other)
        + " would gain only "
        + (gain > 0 ? points(gain) : "a lower price")
        + " ("
        + percent(chosen.success())
        + " against "
        + percent(other.success())
        + ")";
  }

  /** Said at the end when the conversation moves away from its prompt cache; else empty. */
  static String left(Candidate chosen, List<Candidate> predicted) {
    for (Candidate candidate : predicted) {
      if (!candidate.isFor(chosen.model()) && candidate.discount().nanoUsd() > 0) {
        return "; the conversation leaves "
            + name(candidate)
            + ", whose prompt cache would save only "
            + price(candidate.discount());
      }
    }
    return "";
  }

  static String unsure(Candidate safe, Candidate chosen, Route route, Optional<String> because) {
    String why =
        because.isPresent()
            ? because.get()
            : name(chosen)
                + " may answer as few as "
                + percent(chosen.lower())
                + " of requests like this well";
    return "The classifier is unsure: " + why + taken(safe, route);
  }

  /** Said at the end when the mode's weight was not validated on these models; else empty. */
  static String ground(OperatingCurve curve) {
    return curve.carriedOver() ? " (operating points carried over from other models)" : "";
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
          case Estimates.Answered answered ->
              answered.byModel().isEmpty() || answered.curve().isPresent()
                  ? "The classifier knows none of the models"
                  : "The classifier has no operating points";
        };
    return why + taken(chosen, route);
  }

  private static String taken(Candidate chosen, Route route) {
    return route.safe().contains(name(chosen))
        ? ", so " + name(chosen) + ", a safe model of " + route.name() + ", takes the request"
        : ", and no safe model of "
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
    StringBuilder named = new StringBuilder();
    int shut = 0;
    for (Candidate candidate : candidates) {
      if (candidate.excluded().isPresent() && ++shut <= MOST_EXCLUSIONS_NAMED) {
        Exclusion excluded = candidate.excluded().get();
        named
            .append(named.isEmpty() ? "" : "; ")
            .append(name(candidate))
            .append(' ')
            .append(excluded.because())
            .append(" [")
            .append(excluded.gate().code())
            .append(']');
      }
    }
    int rest = shut - MOST_EXCLUSIONS_NAMED;
    return rest > 0 ? named + "; and " + rest + " more" : named.toString();
  }

  private static String expectation(Candidate chosen) {
    String ground = chosen.basis() == Basis.PRIOR ? " (by its stated ability)" : "";
    return name(chosen)
        + " is expected"
        + ground
        + " to answer "
        + percent(chosen.success())
        + " of requests like this well";
  }

  /** A mode's name, or its number with the unit. */
  private static String mode(Route route) {
    String name = route.mode().name();
    return Character.isDigit(name.charAt(0)) ? name + "-point" : name;
  }

  /** Tenths of a point, at least a tenth: no gain reads as none. */
  private static String points(double gain) {
    long tenths = Math.max(1, Math.round(gain * 1_000));
    return decimal(tenths) + (tenths == 10 ? " point" : " points");
  }

  private static String percent(double success) {
    long tenths = Math.round(success * 1_000);
    if (tenths == 1_000 && success < 1) {
      tenths = 999;
    }
    return decimal(tenths) + "%";
  }

  private static String decimal(long tenths) {
    long rest = tenths % 10;
    return rest == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + rest;
  }

  /** Two significant digits. */
  static String price(Money money) {
    return money.nanoUsd() == 0
        ? "$0"
        : "$" + money.toUsd().round(TWO_DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String name(Candidate candidate) {
    return candidate.model().name();
  }
}
