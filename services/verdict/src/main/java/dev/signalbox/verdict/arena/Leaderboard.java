package dev.signalbox.verdict.arena;

import dev.signalbox.verdict.integrity.VoterChecks;
import dev.signalbox.verdict.stats.BradleyTerry;
import dev.signalbox.verdict.stats.Comparisons;
import dev.signalbox.verdict.stats.Connectedness;
import dev.signalbox.verdict.stats.EloTicker;
import dev.signalbox.verdict.stats.Proportions;
import dev.signalbox.verdict.stats.Strengths;
import dev.signalbox.verdict.stats.StyleControl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Ratings from blind pairs. Pure: the same votes give the same board. Subjects of different groups
 * were never compared, even through others, and are never on one scale.
 *
 * @param groups the largest first
 * @param lengthEffect how the log-odds change with relative length, when style is controlled for
 */
public record Leaderboard(
    List<Group> groups, long votes, long voters, boolean styled, @Nullable Effect lengthEffect) {
  private static final double MEAN = 1_000;
  private static final double SCALE = 400 / Math.log(10);
  private static final double ELO_STEP = 16;
  private static final long MOST_TO_FLIP = 1_000_000;

  /** A coefficient with its 95% interval. */
  public record Effect(double value, double lower, double upper) {}

  /**
   * Subjects on one scale.
   *
   * @param toFlip votes for the second against the first that would make it the first; empty where
   *     there are fewer than two
   */
  public record Group(List<Place> places, OptionalLong toFlip) {}

  /**
   * A subject's place.
   *
   * @param rating on the 400/base-10 scale with mean 1000; null for one that stands alone: it won
   *     everything, lost everything, or met nobody of the others
   * @param rank one more than those whose whole interval is above its own
   * @param elo a running rating that depends on the order of the votes
   */
  public record Place(
      String subject,
      @Nullable Double rating,
      @Nullable Double lower,
      @Nullable Double upper,
      int rank,
      long votes,
      double elo) {}

  /**
   * What counts.
   *
   * @param task null for all
   * @param complexity null for all
   * @param styled at equal length and markup
   */
  public record Filter(@Nullable String task, @Nullable String complexity, boolean styled) {
    /** Whether a vote counts. */
    public boolean lets(PairVote vote) {
      return (task == null || task.equals(vote.task()))
          && (complexity == null || complexity.equals(vote.complexity()));
    }
  }

  /**
   * Rates those of the votes that the filter lets through. A voter's votes weigh together as {@link
   * VoterChecks#LEVERAGE_CAP} at most.
   */
  public static Leaderboard of(List<PairVote> all, Filter filter) {
    List<PairVote> votes = all.stream().filter(filter::lets).toList();
    Map<String, Integer> subjects = new LinkedHashMap<>();
    Map<String, Integer> voters = new LinkedHashMap<>();
    Comparisons comparisons = new Comparisons();
    Map<String, Integer> cast = new HashMap<>();
    votes.forEach(vote -> cast.merge(vote.voter(), 1, Integer::sum));
    for (PairVote vote : votes) {
      comparisons.add(
          number(subjects, vote.first()),
          number(subjects, vote.second()),
          vote.score(),
          Math.min(1, (double) VoterChecks.LEVERAGE_CAP / cast.getOrDefault(vote.voter(), 1)),
          number(voters, vote.voter()));
    }
    if (votes.isEmpty()) {
      return new Leaderboard(List.of(), 0, 0, filter.styled(), null);
    }
    List<String> names = List.copyOf(subjects.keySet());
    double[] elo = elo(comparisons);
    long[] counts = new long[names.size()];
    for (int c = 0; c < comparisons.size(); c++) {
      counts[comparisons.first(c)]++;
      counts[comparisons.second(c)]++;
    }
    List<Group> groups = new ArrayList<>();
    @Nullable Effect effect = null;
    for (int[] component : Connectedness.components(comparisons)) {
      Rated rated = rate(comparisons, component, votes, filter.styled());
      effect = effect == null ? rated.effect() : effect;
      groups.add(group(component, names, counts, elo, rated, comparisons));
    }
    return new Leaderboard(groups, votes.size(), voters.size(), filter.styled(), effect);
  }

  private record Rated(double[] log, double[] errors, @Nullable Effect effect) {}

  private static Rated rate(
      Comparisons all, int[] component, List<PairVote> votes, boolean styled) {
    if (component.length == 1) {
      return new Rated(new double[1], new double[1], null);
    }
    Comparisons within = all.within(component);
    double[] log = new double[component.length];
    double[] errors = new double[component.length];
    if (!styled) {
      Strengths fit = BradleyTerry.fit(within, BradleyTerry.Covariance.CLUSTERED);
      for (int i = 0; i < log.length; i++) {
        log[i] = fit.log(i);
        errors[i] = fit.standardError(i);
      }
      return new Rated(log, errors, null);
    }
    StyleControl.Fit fit = StyleControl.fit(within, style(all, component, votes));
    for (int i = 0; i < log.length; i++) {
      log[i] = fit.log().get(i);
      errors[i] = fit.errors().get(i);
    }
    double half = Proportions.Z_95 * fit.styleErrors().get(0);
    double value = fit.style().get(0);
    return new Rated(log, errors, new Effect(value, value - half, value + half));
  }

  private static double[][] style(Comparisons all, int[] component, List<PairVote> votes) {
    List<double[]> rows = new ArrayList<>();
    for (int c = 0; c < all.size(); c++) {
      if (java.util.Arrays.binarySearch(component, all.first(c)) >= 0
          && java.util.Arrays.binarySearch(component, all.second(c)) >= 0) {
        rows.add(new double[] {votes.get(c).lengthDifference(), votes.get(c).markupDifference()});
      }
    }
    return rows.toArray(double[][]::new);
  }

  private static Group group(
      int[] component,
      List<String> names,
      long[] counts,
      double[] elo,
      Rated rated,
      Comparisons all) {
    List<Place> unranked = new ArrayList<>();
    for (int i = 0; i < component.length; i++) {
      double rating = MEAN + rated.log()[i] * SCALE;
      double half = Proportions.Z_95 * rated.errors()[i] * SCALE;
      boolean alone = component.length == 1;
      int item = component[i];
      unranked.add(
          new Place(
              names.get(item),
              alone ? null : (Double) rating,
              alone ? null : (Double) (rating - half),
              alone ? null : (Double) (rating + half),
              1,
              counts[item],
              elo[item]));
    }
    List<Place> places =
        unranked.stream()
            .map(place -> ranked(place, unranked))
            .sorted(
                Comparator.comparing(Leaderboard::ratingOf)
                    .reversed()
                    .thenComparing(Place::subject))
            .toList();
    return new Group(places, toFlip(component, names, places, all));
  }

  private static Place ranked(Place place, List<Place> all) {
    Double upper = place.upper();
    long above =
        upper == null
            ? 0
            : all.stream()
                .filter(
                    other -> {
                      Double lower = other.lower();
                      return lower != null && lower > upper;
                    })
                .count();
    return new Place(
        place.subject(),
        place.rating(),
        place.lower(),
        place.upper(),
        (int) above + 1,
        place.votes(),
        place.elo());
  }

  private static OptionalLong toFlip(
      int[] component, List<String> names, List<Place> places, Comparisons all) {
    if (places.size() < 2) {
      return OptionalLong.empty();
    }
    return BradleyTerry.votesToFlip(
        all.within(component),
        place(component, names, places.get(0).subject()),
        place(component, names, places.get(1).subject()),
        MOST_TO_FLIP);
  }

  private static int place(int[] component, List<String> names, String subject) {
    return java.util.Arrays.binarySearch(component, names.indexOf(subject));
  }

  private static double[] elo(Comparisons comparisons) {
    EloTicker ticker = new EloTicker(comparisons.items(), ELO_STEP);
    for (int c = 0; c < comparisons.size(); c++) {
      ticker.add(comparisons.first(c), comparisons.second(c), comparisons.score(c));
    }
    double[] ratings = new double[comparisons.items()];
    for (int i = 0; i < ratings.length; i++) {
      ratings[i] = ticker.rating(i);
    }
    return ratings;
  }

  private static int number(Map<String, Integer> numbers, String name) {
    Integer known = numbers.putIfAbsent(name, numbers.size());
    return known == null ? numbers.size() - 1 : known;
  }

  private static double ratingOf(Place place) {
    Double rating = place.rating();
    return rating == null ? 0 : rating;
  }
}
