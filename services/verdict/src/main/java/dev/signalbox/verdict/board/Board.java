package dev.signalbox.verdict.board;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.verdict.stats.BradleyTerry;
import dev.signalbox.verdict.stats.Comparisons;
import dev.signalbox.verdict.stats.Connectedness;
import dev.signalbox.verdict.stats.Proportions;
import dev.signalbox.verdict.stats.Strengths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A leaderboard. Models of different components are on different scales: their ratings and ranks
 * can't be compared.
 *
 * @param components models that can be rated on one scale, the largest first
 * @param flagged voters whom the published rules find; their votes are counted all the same
 * @param unparsed rows that are no vote
 */
public record Board(
    List<Entry> models,
    List<List<String>> components,
    List<Flagged> flagged,
    long votes,
    long unparsed) {
  static final double MEAN = 1_000;
  private static final double SCALE = 400 / Math.log(10);

  /**
   * A model's place.
   *
   * @param rating on the 400/base-10 scale; null for a model alone in its component, which won
   *     everything, lost everything, or was never compared with the others
   * @param lower lower end of the sandwich 95% interval
   * @param upper upper end
   * @param rank one more than the models of its component whose whole interval is above its own
   * @param votes votes that the model took part in
   * @param component index into the components
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Entry(
      String model,
      @Nullable Double rating,
      @Nullable Double lower,
      @Nullable Double upper,
      int rank,
      long votes,
      int component) {}

  /**
   * An anomalous voter.
   *
   * @param votes after how many votes that was clear
   * @param rule which of the published rules has the strongest evidence
   */
  public record Flagged(String voter, int votes, String rule) {}

  /**
   * How to make a board.
   *
   * @param withoutFlagged whether the flagged voters' votes are left out of the ratings
   */
  record Options(
      @Nullable String anchor, BradleyTerry.Covariance covariance, boolean withoutFlagged) {
    Options(@Nullable String anchor, BradleyTerry.Covariance covariance) {
      this(anchor, covariance, false);
    }
  }

  static Board of(Votes read, Options options) {
    List<Flagged> flagged = Anomalies.find(read);
    Votes votes =
        options.withoutFlagged() && !flagged.isEmpty()
            ? read.without(flagged.stream().map(Flagged::voter).toList())
            : read;
    Comparisons all = votes.comparisons();
    long[] counts = new long[votes.models().size()];
    for (int c = 0; c < all.size(); c++) {
      counts[all.first(c)]++;
      counts[all.second(c)]++;
    }
    List<int[]> components = all.size() == 0 ? List.of() : Connectedness.components(all);
    int anchor = options.anchor() == null ? -1 : votes.models().find(options.anchor());
    List<Entry> entries = new ArrayList<>();
    for (int k = 0; k < components.size(); k++) {
      entries.addAll(entries(votes, components.get(k), k, anchor, options.covariance(), counts));
    }
    return new Board(
        entries,
        components.stream()
            .map(component -> Arrays.stream(component).mapToObj(votes.models()::name).toList())
            .toList(),
        flagged,
        all.size(),
        votes.unparsed());
  }

  private static List<Entry> entries(
      Votes votes,
      int[] component,
      int index,
      int anchor,
      BradleyTerry.Covariance covariance,
      long[] counts) {
    if (component.length == 1) {
      int model = component[0];
      return List.of(
          new Entry(votes.models().name(model), null, null, null, 1, counts[model], index));
    }
    Strengths fit = BradleyTerry.fit(within(votes.comparisons(), component), covariance);
    int origin = Arrays.binarySearch(component, anchor);
    List<Entry> unranked = new ArrayList<>();
    for (int i = 0; i < component.length; i++) {
      double log = origin < 0 ? fit.log(i) : fit.log(i) - fit.log(origin);
      double error = origin < 0 ? fit.standardError(i) : fit.standardError(i, origin);
      double half = Proportions.Z_95 * error * SCALE;
      double rating = MEAN + log * SCALE;
      int model = component[i];
      unranked.add(
          new Entry(
              votes.models().name(model),
              rating,
              rating - half,
              rating + half,
              0,
              counts[model],
              index));
    }
    return unranked.stream()
        .map(entry -> ranked(entry, unranked))
        .sorted(Comparator.comparing(Board::ratingOf).reversed().thenComparing(Entry::model))
        .toList();
  }

  private static Entry ranked(Entry entry, List<Entry> all) {
    double upper = entry.upper() == null ? Double.MAX_VALUE : entry.upper();
    long above =
        all.stream().filter(other -> other.lower() != null && other.lower() > upper).count();
    return new Entry(
        entry.model(),
        entry.rating(),
        entry.lower(),
        entry.upper(),
        (int) above + 1,
        entry.votes(),
        entry.component());
  }

  private static double ratingOf(Entry entry) {
    return entry.rating() == null ? 0 : entry.rating();
  }

  /** The comparisons among these items, renumbered by their place. */
  private static Comparisons within(Comparisons all, int[] component) {
    int[] place = new int[all.items()];
    Arrays.fill(place, -1);
    for (int i = 0; i < component.length; i++) {
      place[component[i]] = i;
    }
    Comparisons some = new Comparisons();
    for (int c = 0; c < all.size(); c++) {
      int first = place[all.first(c)];
      int second = place[all.second(c)];
      if (first >= 0 && second >= 0) {
        some.add(first, second, all.score(c), all.weight(c), all.cluster(c));
      }
    }
    return some;
  }
}
