package dev.signalbox.verdict.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.signalbox.contracts.events.VoteCast;
import dev.signalbox.contracts.events.VotedPair;
import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.arena.PairChoice;
import dev.signalbox.verdict.arena.PairVote;
import dev.signalbox.verdict.stats.BradleyTerry;
import dev.signalbox.verdict.stats.Comparisons;
import dev.signalbox.verdict.stats.Connectedness;
import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.vote.ChainHead;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A published board. Pure: the same votes, recipe and seed give the same bytes. Ratings are rounded
 * to six decimals, as the last digits of logarithms differ between processors.
 *
 * @param offsets of each partition: the votes before it count; none in a board that was live
 * @param chain of a board that was live: how far each day's chain counts
 * @param recipeHash SHA-256 of the recipe as it stands here
 * @param seed of the bootstrap
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record BoardDocument(
    String topic,
    SortedMap<Integer, Long> offsets,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SortedMap<String, ChainHead> chain,
    Recipe recipe,
    String recipeHash,
    long seed,
    long votes,
    long voters,
    List<List<Line>> groups) {
  /** Where votes come from. */
  public static final String TOPIC = "signalbox.votes";

  private static final double MEAN = 1_000;
  private static final double SCALE = 400 / Math.log(10);
  private static final double COVERED = 0.95;
  private static final double DECIMALS = 1e6;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * A subject's place.
   *
   * @param rating null for a subject alone on its scale
   * @param lower of the sandwich 95% interval, voters as clusters
   * @param bootstrapLower of the 95% interval by the seeded bootstrap over voters; null where no
   *     resample holds together
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Line(
      String subject,
      int rank,
      @Nullable Double rating,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable Double bootstrapLower,
      @Nullable Double bootstrapUpper,
      long votes) {}

  private record Ballot(String subject, String voter) {}

  /**
   * Counts.
   *
   * @param log entries before the offsets, in any order and as often as the topic repeats them
   */
  static BoardDocument of(
      List<VoteCast> log, SortedMap<Integer, Long> offsets, Recipe recipe, long seed) {
    List<PairVote> votes = fold(log, Set.copyOf(recipe.excluded()));
    Map<String, Interval> bootstrap =
        recipe.styled() || recipe.resamples() == 0 ? Map.of() : bootstrap(votes, recipe, seed);
    return of(Leaderboard.of(votes, filter(recipe)), offsets, null, recipe, seed, bootstrap);
  }

  /** The same of a board that was live; its intervals are the sandwich's alone. */
  static BoardDocument live(Leaderboard board, SortedMap<String, ChainHead> chain, Recipe recipe) {
    return of(board, new TreeMap<>(), chain, recipe, 0, Map.of());
  }

  /** A board that was live again, from the log's entries up to its chain. */
  static BoardDocument live(List<VoteCast> log, SortedMap<String, ChainHead> chain, Recipe recipe) {
    return live(
        Leaderboard.of(fold(log, Set.copyOf(recipe.excluded())), filter(recipe)), chain, recipe);
  }

  private static Leaderboard.Filter filter(Recipe recipe) {
    return new Leaderboard.Filter(recipe.task(), recipe.complexity(), recipe.styled());
  }

  private static BoardDocument of(
      Leaderboard board,
      SortedMap<Integer, Long> offsets,
      @Nullable SortedMap<String, ChainHead> chain,
      Recipe recipe,
      long seed,
      Map<String, Interval> bootstrap) {
    List<List<Line>> groups = new ArrayList<>();
    for (Leaderboard.Group group : board.groups()) {
      groups.add(
          group.places().stream()
              .map(place -> line(place, bootstrap.get(place.subject())))
              .toList());
    }
    return new BoardDocument(
        TOPIC,
        offsets,
        chain,
        recipe,
        sha256(text(recipe)),
        seed,
        board.votes(),
        board.voters(),
        groups);
  }

  /** The last entry that a live board counts, in words; empty without any. */
  public String position() {
    String last = "";
    if (chain != null) {
      for (Map.Entry<String, ChainHead> day : chain.entrySet()) {
        last = "entry %d of %s".formatted(day.getValue().sequence(), day.getKey());
      }
    }
    return last;
  }

  /** The bytes that are published. */
  public String text() {
    return text(this) + "\n";
  }

  String digest() {
    return sha256(text());
  }

  /** Empty for other JSON. */
  static Optional<BoardDocument> read(String text) throws JsonProcessingException {
    return JSON.readTree(text).hasNonNull("recipe")
        ? Optional.of(JSON.readValue(text, BoardDocument.class))
        : Optional.empty();
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The present ballots on pairs, by time, pair and voter. */
  private static List<PairVote> fold(List<VoteCast> log, Set<String> excluded) {
    Map<Ballot, VoteCast> ballots = new HashMap<>();
    for (VoteCast entry : log) {
      if (entry.getPair() != null && !excluded.contains(entry.getVoter())) {
        ballots.merge(
            new Ballot(entry.getSubject(), entry.getVoter()),
            entry,
            (one, other) -> other.getRevision() > one.getRevision() ? other : one);
      }
    }
    return ballots.values().stream()
        .filter(entry -> entry.getChoice() != VoteCast.Choice.WITHDRAWN)
        .sorted(
            Comparator.comparing(VoteCast::getCastAt)
                .thenComparing(VoteCast::getSubject)
                .thenComparing(VoteCast::getVoter))
        .map(BoardDocument::vote)
        .toList();
  }

  private static PairVote vote(VoteCast entry) {
    VotedPair pair = entry.getPair();
    return new PairVote(
        entry.getVoter(),
        pair.getFirst(),
        pair.getSecond(),
        PairChoice.of(entry.getChoice().value()),
        pair.getTask(),
        pair.getComplexity(),
        PairVote.difference(pair.getFirstLength(), pair.getSecondLength()),
        PairVote.difference(pair.getFirstMarks(), pair.getSecondMarks()));
  }

  private static Map<String, Interval> bootstrap(List<PairVote> all, Recipe recipe, long seed) {
    Map<String, Integer> cast = new HashMap<>();
    Leaderboard.Filter filter =
        new Leaderboard.Filter(recipe.task(), recipe.complexity(), recipe.styled());
    List<PairVote> votes = all.stream().filter(filter::lets).toList();
    votes.forEach(vote -> cast.merge(vote.voter(), 1, Integer::sum));
    List<String> subjects = new ArrayList<>();
    List<String> voters = new ArrayList<>();
    Map<String, Integer> subjectNumbers = new HashMap<>();
    Map<String, Integer> voterNumbers = new HashMap<>();
    Comparisons comparisons = new Comparisons();
    for (PairVote vote : votes) {
      comparisons.add(
          number(subjectNumbers, subjects, vote.first()),
          number(subjectNumbers, subjects, vote.second()),
          vote.score(),
          Math.min(1, (double) recipe.leverageCap() / cast.getOrDefault(vote.voter(), 1)),
          number(voterNumbers, voters, vote.voter()));
    }
    Map<String, Interval> intervals = new HashMap<>();
    if (votes.isEmpty()) {
      return intervals;
    }
    for (int[] component : Connectedness.components(comparisons)) {
      if (component.length > 1) {
        try {
          List<Interval> found =
              BradleyTerry.bootstrap(
                  comparisons.within(component), recipe.resamples(), COVERED, seed);
          for (int i = 0; i < component.length; i++) {
            intervals.put(subjects.get(component[i]), found.get(i));
          }
        } catch (IllegalArgumentException e) {
          // No resample has all of them on one scale: there is no interval to publish.
        }
      }
    }
    return intervals;
  }

  private static int number(Map<String, Integer> numbers, List<String> names, String name) {
    return numbers.computeIfAbsent(
        name,
        any -> {
          names.add(name);
          return names.size() - 1;
        });
  }

  private static Line line(Leaderboard.Place place, @Nullable Interval bootstrap) {
    return new Line(
        place.subject(),
        place.rank(),
        rounded(place.rating()),
        rounded(place.lower()),
        rounded(place.upper()),
        bootstrap == null ? null : rounded(MEAN + SCALE * bootstrap.lower()),
        bootstrap == null ? null : rounded(MEAN + SCALE * bootstrap.upper()),
        place.votes());
  }

  private static @Nullable Double rounded(@Nullable Double value) {
    return value == null ? null : Math.rint(value * DECIMALS) / DECIMALS;
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A map in the order of its keys, as the bytes need it. */
  static SortedMap<Integer, Long> sorted(Map<Integer, Long> offsets) {
    return new TreeMap<>(offsets);
  }
}
