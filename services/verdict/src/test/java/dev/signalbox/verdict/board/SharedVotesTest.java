package dev.signalbox.verdict.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.stats.BradleyTerry;
import dev.signalbox.verdict.stats.BradleyTerry.Covariance;
import dev.signalbox.verdict.stats.Comparisons;
import dev.signalbox.verdict.stats.Interval;
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
