package dev.signalbox.verdict.panel;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.stats.KrippendorffAlpha;
import dev.signalbox.verdict.stats.Proportions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reviews in, verdict out. Pure: the same reviews give the same verdict. */
public final class Count {
  private Count() {}

  /** A reviewer's voice: of a judge who was asked in both orders, both answers together. */
  private record Voice(double points, boolean flipped, boolean bothOrders) {}

  /**
   * Counts a panel.
   *
   * @param first slug of the pair's first subject; null for one subject
   * @param effectiveSize what so many judges are worth, from their history; null when unknown
   */
  public static PanelResult of(
      List<Review> reviews, @Nullable String first, int quorum, @Nullable Double effectiveSize) {
    List<Voice> voices = voices(reviews, first != null);
    int decided = voices.size();
    double points = voices.stream().mapToDouble(Voice::points).sum();
    double size = effectiveSize == null ? decided : Math.min(decided, effectiveSize);
    Interval interval =
        decided == 0
            ? new Interval(0, 1)
            : Proportions.wilsonShare(points / decided, size, Proportions.Z_95);
    return new PanelResult(
        call(decided, quorum, interval, first != null),
        decided == 0 ? null : points / decided,
        interval.lower(),
        interval.upper(),
        split(points, decided),
        decided,
        (int) reviews.stream().filter(r -> r.verdict() == ReviewVerdict.ABSTAIN).count(),
        (int) reviews.stream().filter(r -> r.verdict() == ReviewVerdict.UNPARSED).count(),
        quorum,
        alpha(reviews),
        effectiveSize,
        (int) voices.stream().filter(Voice::flipped).count(),
        (int) voices.stream().filter(Voice::bothOrders).count(),
        first == null ? null : firstShown(reviews, first),
        cost(reviews),
        reviews.stream().anyMatch(Review::simulated));
  }

  private static PanelCall call(int decided, int quorum, Interval interval, boolean pair) {
    if (decided < quorum) {
      return PanelCall.NO_QUORUM;
    }
    if (interval.contains(0.5)) {
      return PanelCall.TOO_CLOSE;
    }
    if (interval.lower() > 0.5) {
      return pair ? PanelCall.FIRST : PanelCall.SHIP;
    }
    return pair ? PanelCall.SECOND : PanelCall.SKIP;
  }

  /**
   * One voice for each reviewer and lens. A judge who names the first in one order and the second
   * in the other has no view of the pair, only of places: that is half a point, and told as a flip.
   */
  private static List<Voice> voices(List<Review> reviews, boolean pair) {
    Map<String, List<Review>> seats = new LinkedHashMap<>();
    reviews.stream()
        .filter(review -> review.verdict().isDecided())
        .forEach(
            review ->
                seats
                    .computeIfAbsent(
                        review.reviewer() + "\0" + review.lens(), seat -> new ArrayList<>())
                    .add(review));
    List<Voice> voices = new ArrayList<>();
    for (List<Review> seat : seats.values()) {
      double sum = seat.stream().mapToDouble(review -> points(review.verdict())).sum();
      boolean both = pair && seat.size() > 1;
      boolean flipped = both && seat.stream().map(Review::verdict).distinct().count() > 1;
      voices.add(new Voice(sum / seat.size(), flipped, both));
    }
    return voices;
  }

  private static double points(ReviewVerdict verdict) {
    return switch (verdict) {
      case SHIP, FIRST -> 1;
      case SKIP, SECOND -> 0;
      case TIE -> 0.5;
      case ABSTAIN, UNPARSED -> throw new IllegalArgumentException("counts for nothing");
    };
  }

  /** Position bias: how often whatever was shown first won, whichever of the two it was. */
  private static @Nullable Double firstShown(List<Review> reviews, String first) {
    double won = 0;
    int asked = 0;
    for (Review review : reviews) {
      String shown = review.firstShown();
      if (shown == null || !review.verdict().isDecided()) {
        continue;
      }
      double forFirst = points(review.verdict());
      won += shown.equals(first) ? forFirst : 1 - forFirst;
      asked++;
    }
    return asked == 0 ? null : won / asked;
  }

  private static @Nullable Double alpha(List<Review> reviews) {
    List<Review> scored = reviews.stream().filter(review -> !review.scores().isEmpty()).toList();
    TreeSet<String> keys = new TreeSet<>();
    scored.forEach(review -> keys.addAll(review.scores().keySet()));
    if (scored.size() < 2 || keys.isEmpty()) {
      return null;
    }
    double[][] ratings = new double[scored.size()][keys.size()];
    for (int r = 0; r < ratings.length; r++) {
      int column = 0;
      for (String key : keys) {
        Integer score = scored.get(r).scores().get(key);
        ratings[r][column++] = score == null ? Double.NaN : score;
      }
    }
    double alpha = KrippendorffAlpha.of(ratings, KrippendorffAlpha.Level.ORDINAL);
    return Double.isNaN(alpha) ? null : alpha;
  }

  private static Money cost(List<Review> reviews) {
    Money sum = Money.ZERO;
    for (Review review : reviews) {
      Money cost = review.cost();
      sum = cost == null ? sum : sum.plus(cost);
    }
    return sum;
  }

  private static String split(double points, int decided) {
    return number(points) + "–" + number(decided - points);
  }

  private static String number(double points) {
    return points == Math.rint(points) ? Long.toString((long) points) : Double.toString(points);
  }
}
