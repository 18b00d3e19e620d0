package dev.signalbox.verdict.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.stats.BradleyTerry;
import dev.signalbox.verdict.stats.BradleyTerry.Covariance;
import dev.signalbox.verdict.stats.Comparisons;
import dev.signalbox.verdict.stats.FleissKappa;
import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.stats.KrippendorffAlpha;
import dev.signalbox.verdict.stats.Proportions;
import dev.signalbox.verdict.stats.Strengths;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Published numbers of other projects, where the project's shared folder stands beside the
 * checkout.
 */
class SharedVotesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path VOTES =
      Path.of(System.getProperty("signalbox.shared", "../../../shared")).resolve("votes");

  @BeforeEach
  void needTheSharedFolder() {
    Assumptions.assumeTrue(Files.isDirectory(VOTES), "no shared/votes beside this checkout");
  }

  /** Strong verdicts weigh three, ties a half, unparsed ones nothing. */
  @Test
  void shouldGiveWildVisionsElo() throws Exception {
    JsonNode expected = JSON.readTree(VOTES.resolve("wildvision-bench/expected_elo.json").toFile());
    String anchor = expected.path("anchor").fieldNames().next();
    StringBuilder csv = new StringBuilder("model_a,model_b,winner,weight\n");
    for (String line : lines("wildvision-bench/verdicts.csv")) {
      String[] cells = line.split(",", -1);
      String[] vote = vote(cells[2]);
      csv.append(cells[1])
          .append(',')
          .append(anchor)
          .append(',')
          .append(vote[0])
          .append(',')
          .append(vote[1])
          .append('\n');
    }

    Board board = Board.of(read(csv.toString()), new Board.Options(anchor, Covariance.SANDWICH));

    Map<String, JsonNode> elo = new java.util.HashMap<>();
    expected.path("elo").fields().forEachRemaining(e -> elo.put(e.getKey(), e.getValue()));
    assertThat(elo).hasSizeGreaterThanOrEqualTo(21);
    elo.forEach(
        (model, value) ->
            assertThat(rating(board, model)).as(model).isCloseTo(value.asDouble(), within(1e-3)));
  }

  @Test
  void shouldFlagWhomFastChatFlags() throws Exception {
    JsonNode expected = JSON.readTree(VOTES.resolve("fastchat-anomaly/expected.json").toFile());

    assertThat(FastChat.find(Votes.read(VOTES.resolve("fastchat-anomaly/votes.csv"))))
        .containsExactlyInAnyOrderElementsOf(
            expected
                .path("flagged")
                .valueStream()
                .map(
                    f ->
                        new FastChat.Flagged(
                            f.path("judge").asText(), f.path("votes_needed").asInt()))
                .toList());
  }

  /** Those of FastChat's set that it does not find itself, too; four votes are too few to tell. */
  @Test
  void shouldFlagEveryPlantedAttackerAndNobodyElse() throws Exception {
    Board board =
        Board.of(
            Votes.read(VOTES.resolve("fastchat-anomaly/votes.csv")),
            new Board.Options(null, Covariance.SANDWICH));

    assertThat(board.flagged())
        .extracting(Board.Flagged::voter)
        .containsExactlyInAnyOrder("inverse-1", "inverse-2", "alwaysA-1", "random-1", "random-2");
  }

  @Test
  void shouldKeepWhatFastChatsDailyLimitKeeps() throws Exception {
    JsonNode expected = JSON.readTree(VOTES.resolve("fastchat-anomaly/expected.json").toFile());

    Votes votes =
        Votes.read(VOTES.resolve("fastchat-anomaly/votes.csv"))
            .dailyLimit(expected.path("params").path("daily").asInt(10));

    assertThat(votes.comparisons().size()).isEqualTo(expected.path("daily_limit_10_kept").asInt());
  }

  @Test
  void shouldGiveAgrestisBaseball() throws Exception {
    Names teams = new Names();
    Comparisons games = new Comparisons();
    for (String line : lines("agresti/baseball.csv")) {
      String[] cells = line.replace("\"", "").split(",", -1);
      add(games, teams.number(cells[0]), teams.number(cells[1]), cells[2], cells[3]);
    }
    Strengths fit = BradleyTerry.fit(games, Covariance.MODEL);
    JsonNode expected =
        JSON.readTree(VOTES.resolve("agresti/expected.json").toFile()).path("baseball_no_home");
    int reference = teams.find(expected.path("reference").asText());

    expected
        .path("estimate_se")
        .fields()
        .forEachRemaining(
            team -> {
              int number = teams.find(team.getKey());
              assertThat(fit.log(number) - fit.log(reference))
                  .as(team.getKey())
                  .isCloseTo(team.getValue().get(0).asDouble(), within(5e-5));
              assertThat(fit.standardError(number, reference))
                  .isCloseTo(team.getValue().get(1).asDouble(), within(5e-5));
            });
  }

  @Test
  void shouldGiveChoixPairwiseEstimates() throws Exception {
    for (int i = 1; i <= 2; i++) {
      JsonNode test =
          JSON.readTree(VOTES.resolve("choix/testcase-pairwise-" + i + ".json").toFile());
      Comparisons games = new Comparisons();
      test.path("data").forEach(pair -> games.add(pair.get(0).asInt(), pair.get(1).asInt(), 1));
      Strengths fit = BradleyTerry.fit(games, Covariance.MODEL);
      for (int item = 0; item < test.path("n_items").asInt(); item++) {
        assertThat(fit.log(item)).isCloseTo(test.path("ml_est").get(item).asDouble(), within(1e-4));
      }
    }
  }

  @Test
  void shouldGiveRsWilsonIntervals() throws Exception {
    JsonNode cases = JSON.readTree(VOTES.resolve("proportion/wilson.json").toFile());
    for (JsonNode one : cases.path("r_binom_confint")) {
      Interval interval = Proportions.wilson(one.path("x").asLong(), one.path("n").asLong());
      assertThat(interval.lower()).isCloseTo(one.path("lo").asDouble(), within(1e-6));
      assertThat(interval.upper()).isCloseTo(one.path("hi").asDouble(), within(1e-6));
    }
  }

  /** Agresti, Categorical Data Analysis (2002), p. 448. */
  @Test
  void shouldGiveAgrestisCitations() throws Exception {
    Names journals = new Names();
    Comparisons citations = new Comparisons();
    for (String line : lines("agresti/citations.csv")) {
      String[] cells = line.replace("\"", "").split(",", -1);
      add(citations, journals.number(cells[0]), journals.number(cells[1]), cells[2], cells[3]);
    }
    Strengths fit = BradleyTerry.fit(citations, Covariance.MODEL);
    int reference = journals.find("Biometrika");

    Map<String, double[]> printed =
        Map.of(
            "Comm Statist", new double[] {-2.94907, 0.10255},
            "JASA", new double[] {-0.47957, 0.06059},
            "JRSS-B", new double[] {0.26895, 0.07083});
    printed.forEach(
        (journal, values) -> {
          int number = journals.find(journal);
          assertThat(fit.log(number) - fit.log(reference)).isCloseTo(values[0], within(5e-6));
          assertThat(fit.standardError(number, reference)).isCloseTo(values[1], within(5e-6));
        });
  }

  /** The chance of winning against the baseline, in percent, is WildVision's score. */
  @Test
  void shouldGiveWildVisionsScores() throws Exception {
    Names models = new Names();
    Comparisons points = new Comparisons();
    for (String line : lines("wildvision-bench/pair_counts.csv")) {
      String[] cells = line.split(",", -1);
      int model = models.number(cells[0]);
      int baseline = models.number(cells[1]);
      if (model == baseline) {
        continue;
      }
      points.add(model, baseline, 1, Double.parseDouble(cells[2]), 0);
      points.add(model, baseline, 0, Double.parseDouble(cells[3]), 0);
    }
    Strengths fit = BradleyTerry.fit(points, Covariance.MODEL);
    int baseline = models.find("claude-3-sonnet-20240229");

    int compared = 0;
    for (String line : lines("wildvision-bench/expected_leaderboard.csv")) {
      String[] cells = line.split(",", -1);
      int model = models.find(cells[0]);
      if (model >= 0 && model != baseline) {
        assertThat(100 * fit.winProbability(model, baseline))
            .as(cells[0])
            .isCloseTo(Double.parseDouble(cells[1]), within(0.01));
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(20);
  }

  @Test
  void shouldGivePublishedAgreement() throws Exception {
    JsonNode expected = JSON.readTree(VOTES.resolve("agreement/expected.json").toFile());
    JsonNode article = expected.path("fleiss_wikipedia");
    assertThat(FleissKappa.of(JSON.treeToValue(article.path("counts"), double[][].class)).kappa())
        .isCloseTo(article.path("expected").asDouble(), within(article.path("tol").asDouble()));

    JsonNode diagnoses = expected.path("fleiss_1971_diagnoses");
    int[][] ratings = JSON.treeToValue(diagnoses.path("ratings_subject_by_rater"), int[][].class);
    double[][] counts = new double[ratings.length][5];
    for (int subject = 0; subject < ratings.length; subject++) {
      for (int category : ratings[subject]) {
        counts[subject][category - 1]++;
      }
    }
    assertThat(FleissKappa.of(counts).kappa())
        .isCloseTo(diagnoses.path("expected_kappa").asDouble(), within(1e-7));
    assertThat(FleissKappa.of(counts).z())
        .isCloseTo(diagnoses.path("expected_z").asDouble(), within(1e-5));

    JsonNode raters = expected.path("krippendorff_wikipedia");
    double[][] rated = new double[raters.path("raters").size()][];
    for (int rater = 0; rater < rated.length; rater++) {
      JsonNode row = raters.path("raters").get(rater);
      rated[rater] = new double[row.size()];
      for (int unit = 0; unit < row.size(); unit++) {
        String text = row.get(unit).asText();
        rated[rater][unit] = "*".equals(text) ? Double.NaN : Double.parseDouble(text);
      }
    }
    for (KrippendorffAlpha.Level level : KrippendorffAlpha.Level.values()) {
      String name = level.name().toLowerCase(java.util.Locale.ROOT);
      assertThat(KrippendorffAlpha.of(rated, level))
          .as(name)
          .isCloseTo(raters.path("recomputed").path(name).asDouble(), within(1e-12));
    }
  }

  private static String[] vote(String verdict) {
    return switch (verdict) {
      case "much_better" -> new String[] {"model_a", "3"};
      case "better" -> new String[] {"model_a", "1"};
      case "tie" -> new String[] {"tie", "1"};
      case "worse" -> new String[] {"model_b", "1"};
      case "much_worse" -> new String[] {"model_b", "3"};
      default -> new String[] {"unparsed", "1"};
    };
  }

  private static void add(Comparisons games, int first, int second, String won, String lost) {
    for (int i = Integer.parseInt(won.strip()); i > 0; i--) {
      games.add(first, second, 1);
    }
    for (int i = Integer.parseInt(lost.strip()); i > 0; i--) {
      games.add(first, second, 0);
    }
  }

  private static double rating(Board board, String model) {
    return board.models().stream()
        .filter(entry -> entry.model().equals(model))
        .map(Board.Entry::rating)
        .findFirst()
        .map(rating -> rating == null ? Double.NaN : rating)
        .orElse(Double.NaN);
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(VOTES.resolve(file)).stream().skip(1).toList();
  }

  private static Votes read(String csv) throws IOException, VoteFileException {
    return Votes.read(new BufferedReader(new StringReader(csv)));
  }
}
