package dev.signalbox.verdict.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.stats.BradleyTerry.Covariance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BoardTest {
  @TempDir Path folder;

  @Test
  void shouldRateTwoModelsByTheirLogOdds() throws Exception {
    Board board =
        board(
            "model_a,model_b,winner\n" + "x,y,model_a\n".repeat(30) + "y,x,model_a\n".repeat(10),
            null);

    double difference = 400 * Math.log10(3);
    double error = 400 / Math.log(10) * Math.sqrt(1 / 30.0 + 1 / 10.0);
    assertThat(rating(board, "x")).isCloseTo(1_000 + difference / 2, within(1e-9));
    assertThat(rating(board, "y")).isCloseTo(1_000 - difference / 2, within(1e-9));
    Board.Entry x = entry(board, "x");
    assertThat(width(x)).isCloseTo(2 * 1.959963984540054 * error / 2, within(1e-9));
    assertThat(x.rank()).isEqualTo(1);
    assertThat(entry(board, "y").rank()).isEqualTo(2);
    assertThat(x.votes()).isEqualTo(40);
  }

  @Test
  void shouldHoldTheAnchorAtAThousandWithoutError() throws Exception {
    Board board =
        board(
            "model_a,model_b,winner\n" + "x,y,model_a\n".repeat(30) + "y,x,model_a\n".repeat(10),
            "y");

    Board.Entry anchor = entry(board, "y");
    assertThat(anchor.rating()).isEqualTo(1_000);
    assertThat(width(anchor)).isZero();
    assertThat(rating(board, "x")).isCloseTo(1_000 + 400 * Math.log10(3), within(1e-9));
  }

  @Test
  void shouldNeverRankTwoComponentsOnOneScale() throws Exception {
    Board board =
        board(
            """
            model_a,model_b,winner
            a,b,model_a
            a,b,model_b
            c,d,tie
            c,d,bothbad
            c,d,model_a
            champion,c,model_a
            a,a,model_a
            a,b,unclear
            """,
            null);

    assertThat(board.components())
        .containsExactlyInAnyOrder(List.of("a", "b"), List.of("c", "d"), List.of("champion"));
    assertThat(entry(board, "champion").rating()).isNull();
    assertThat(rating(board, "a")).isCloseTo(1_000, within(1e-9));
    assertThat(rating(board, "c")).isGreaterThan(1_000);
    assertThat(board.unparsed()).isEqualTo(2);
    assertThat(board.votes()).isEqualTo(6);
  }

  @Test
  void shouldReadQuotesColumnsInAnyOrderAndWeights() throws Exception {
    Board board =
        board(
            "\ufeffwinner,weight,model_b,model_a,comment\r\n"
                + "model_a,3,\"b, the \"\"second\"\"\",a,\"two\nlines\"\r\n"
                + "model_b,,\"b, the \"\"second\"\"\",a,\r\n",
            null);

    assertThat(rating(board, "a") - rating(board, "b, the \"second\""))
        .isCloseTo(400 * Math.log10(3), within(1e-9));
  }

  /** As many votes as one of weight a billion: a weight says how much, not in which unit. */
  @Test
  void shouldRateTheSameInAnyUnitOfWeight() throws Exception {
    for (String unit : List.of("1e-9", "1", "1e9")) {
      String csv =
          "model_a,model_b,winner,weight\n"
              + ("x,y,model_a," + unit + "\n").repeat(3)
              + ("x,y,model_b," + unit + "\n").repeat(1);

      Board board = board(csv, "y");

      assertThat(rating(board, "x")).isCloseTo(1_000 + 400 * Math.log10(3), within(1e-8));
      assertThat(width(entry(board, "x")))
          .isCloseTo(2 * 1.959963984540054 * 400 / Math.log(10) * Math.sqrt(4 / 3.0), within(1e-8));
    }
  }

  /** In a tree of pairs each difference is its own log-odds, however the weights differ. */
  @Test
  void shouldRateExactlyWhereWeightsAreFarApart() throws Exception {
    Board board =
        board(
            """
            model_a,model_b,winner,weight
            a,b,model_a,1e9
            a,b,model_b,5e8
            b,c,model_a,1e-6
            b,c,model_b,3e-6
            c,d,model_a,1e9
            c,d,model_b,1e-6
            """,
            "b");

    assertThat(rating(board, "a")).isCloseTo(1_000 + 400 * Math.log10(2), within(1e-9));
    assertThat(rating(board, "c")).isCloseTo(1_000 + 400 * Math.log10(3), within(1e-9));
    assertThat(rating(board, "d")).isCloseTo(1_000 + 400 * (Math.log10(3) - 15), within(1e-8));
  }

  @Test
  void shouldCountVotesOfWeightZeroForNothing() throws Exception {
    String csv = "model_a,model_b,winner,weight\nx,y,model_a,2\nx,y,model_b,1\n";

    Board plain = board(csv, null);
    Board with = board(csv + "x,y,model_b,0\nx,z,tie,0\n", null);

    assertThat(rating(with, "x")).isEqualTo(rating(plain, "x"));
    assertThat(width(entry(with, "x"))).isEqualTo(width(entry(plain, "x")));
    assertThat(entry(with, "z").rating()).isNull();
  }

  @Test
  void shouldReadDatesAndMilliseconds() throws Exception {
    Votes votes =
        read(
            """
            model_a,model_b,winner,time
            x,y,tie,2026-11-23
            x,y,tie,2026-11-23T00:00:00Z
            x,y,tie,1795392000000
            x,y,tie,1795392000
            x,y,tie,1795392000000000
            x,y,tie,1795392000000000000
            x,y,tie,2026-11-23T01:00:00+0100
            x,y,tie,2026-11-23 00:00:00 UTC
            """);

    java.util.function.IntToDoubleFunction times = votes.times();
    assertThat(times).isNotNull();
    for (int i = 0; times != null && i < 8; i++) {
      assertThat(times.applyAsDouble(i)).isEqualTo(1_795_392_000);
    }
  }

  @Test
  void shouldSayWhereAFileIsWrong() {
    assertRefused("", "the file is empty");
    assertRefused("model_a,model_b\nx,y\n", "line 1: there is no column winner");
    assertRefused("model_a;model_b;winner\n", "fields are separated by commas");
    assertRefused("model_a,model_b,winner\nx,y\n", "line 2: 2 fields where the header has 3");
    assertRefused("model_a,model_b,winner,weight\nx,y,tie,-1\n", "line 2: the weight \"-1\"");
    assertRefused("model_a,model_b,winner,time\nx,y,tie,noon\n", "line 2: the time \"");
    assertRefused("model_a,model_b,winner\n\"x,y,tie\n", "line 2: a quoted field does not end");
    assertRefused("model_a,model_b,winner\nx,y,tie\n,y,tie\n", "line 3: a model has no name");
    assertRefused("model_a,model_b,winner\n\"x\"z,y,tie\n", "line 2: text after the quote");
    assertRefused("model_a,model_b,winner\nx\"z,y,tie\n", "line 2: a quote inside a field");
    assertRefused("model_a,model_b,winner\nx,y,t\0e\n", "line 2: a NUL character");
    assertRefused("model_a,model_a,winner\n", "line 1: there are two columns model_a");
    assertRefused("model_a,model_b,winner\n" + "x".repeat(200_000), "line 2: a row of more than");
    assertRefused("model_a,model_b,winner\n" + ",".repeat(2_000), "line 2: more than 1000 fields");
    for (String weight : List.of("NaN", "-0.1", "1e10", "-Infinity", "2;5")) {
      assertRefused(
          "model_a,model_b,winner,weight\n\nx,y,tie," + weight,
          "line 3: the weight \"" + weight + "\" is not a number from 0 to 1e9");
    }
    for (String time :
        List.of("NaN", "1e400", "2026-13-01T00:00:00Z", "2026-02-30", "12:00", "1e21")) {
      assertRefused("model_a,model_b,winner,time\nx,y,tie," + time, "line 2: the time \"");
    }
    StringBuilder many = new StringBuilder("model_a,model_b,winner\n");
    for (int i = 0; i < 2_000; i++) {
      many.append('m').append(i).append(",n,tie\n");
    }
    assertRefused(many.toString(), "line 2001: more than 2000 models");
  }

  /** A word that is no winner, and a model against itself, are skipped and said; never ties. */
  @Test
  void shouldSayWhichRowsAreNoVotes() throws Exception {
    String odd = "left\t" + "x".repeat(500);
    Votes votes = read("model_a,model_b,winner\nx,y,tie\nx,y," + odd + "\nx,x,tie\n");

    assertThat(votes.unparsed()).isEqualTo(2);
    assertThat(votes.comparisons().size()).isEqualTo(1);
    assertThat(votes.firstUnparsed())
        .startsWith("line 3 has the winner \"left x")
        .hasSizeLessThan(160);
    assertThat(read("model_a,model_b,winner\nx,x,tie\n").firstUnparsed())
        .isEqualTo("line 2 compares x with itself");
    assertThat(read("model_a,model_b,winner\nx,y,tie\n").firstUnparsed()).isEmpty();
  }

  @Test
  void shouldRefuseAFileThatIsNotText() throws Exception {
    byte[] head = "model_a,model_b,winner\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] latin = java.util.Arrays.copyOf(head, head.length + 1);
    latin[head.length] = (byte) 0xe9;
    Path file = Files.write(folder.resolve("latin.csv"), latin);

    assertThatThrownBy(() -> Votes.read(file))
        .isInstanceOf(VoteFileException.class)
        .hasMessageContaining("line 2: bytes that are not UTF-8");
  }

  @Test
  void shouldReadHeadersAndTimesAsTheyAreWritten() throws Exception {
    Votes votes =
        read(
            " Winner , Model A,MODEL-B,user_id,Timestamp,judge\n"
                + "MODEL_A,x,y,one,2026-11-23T08:00:00+02:00,a\r"
                + "tie (bothbad),x,y,two,2026-11-23 06:00:01,b\n"
                + "both_bad,y,x,,1795413602,b");

    java.util.function.IntToDoubleFunction times = votes.times();
    assertThat(votes.comparisons().size()).isEqualTo(3);
    assertThat(times).isNotNull();
    if (times != null) {
      assertThat(times.applyAsDouble(1) - times.applyAsDouble(0)).isEqualTo(1);
    }
    assertThat(votes.comparisons().score(1)).isEqualTo(0.5);
    assertThat(votes.hasVoters()).isTrue();
  }

  /** Whatever is in a file, it is read or refused with a sentence; nothing else happens. */
  @Property(tries = 300, seed = "1")
  void shouldReadOrRefuseAnything(@ForAll("alphabet") String body, @ForAll boolean withHeader)
      throws IOException {
    try {
      Votes votes = read(withHeader ? "model_a,model_b,winner\n" + body : body);
      assertThat(votes.comparisons().size()).isNotNegative();
    } catch (VoteFileException e) {
      assertThat(e.getMessage()).containsAnyOf("line ", "the file is empty");
    }
  }

  @Provide
  Arbitrary<String> alphabet() {
    return Arbitraries.strings()
        .withChars(',', '"', '\n', '\r', 'a', 'b', ' ', '\0', '\ufeff')
        .ofMaxLength(60);
  }

  @Test
  void shouldFlagWhoVotesAgainstEverybody() throws Exception {
    Random random = new Random(3);
    StringBuilder csv = new StringBuilder("model_a,model_b,winner,voter,time\n");
    for (int i = 0; i < 3_000; i++) {
      boolean upright = random.nextDouble() < 0.85;
      boolean swapped = random.nextBoolean();
      csv.append(swapped ? "weak,strong," : "strong,weak,")
          .append(upright == swapped ? "model_b" : "model_a")
          .append(",honest-")
          .append(i % 100)
          .append(',')
          .append(i)
          .append('\n');
    }
    csv.append("weak,strong,model_a,contrary,9000\n".repeat(20));

    Board board = board(csv.toString(), null);

    assertThat(board.flagged()).extracting(Board.Flagged::voter).contains("contrary");
    assertThat(board.flagged()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void shouldWriteTheJsonAndEndWithAReasonOtherwise() throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("votes.csv"),
            "model_a,model_b,winner\nx,y,tie\nx,y,model_a\nx,y,model_b\n");
    Path out = folder.resolve("deep/board.json");

    assertThat(run(csv.toString(), out.toString())).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toFile());
    assertThat(json.path("models").get(0).fieldNames())
        .toIterable()
        .contains("model", "rating", "lower", "upper", "rank", "votes");
    assertThat(json.path("components").get(0).get(0).asText()).isEqualTo("x");
    assertThat(json.path("flagged").isArray()).isTrue();
    assertThat(run(csv.toString(), out.toString(), "--anchor", "nobody")).isEqualTo(2);
    assertThat(run(folder.resolve("none.csv").toString(), out.toString())).isEqualTo(2);
    assertThat(run(folder.toString(), out.toString())).isEqualTo(2);
    assertThat(run(csv.toString(), folder.toString())).isEqualTo(2);
    assertThat(run(csv.toString(), out.toString(), "--daily-limit", "0")).isEqualTo(2);
  }

  @Test
  void shouldSayWhatHasNoRatingAndWhy() throws Exception {
    String head = "model_a,model_b,winner\n";
    Path out = folder.resolve("board.json");
    StringWriter told = new StringWriter();

    Path letters = Files.writeString(folder.resolve("letters.csv"), head + "x,y,A\nx,y,B\n");
    assertThat(run(told, letters.toString(), out.toString())).isEqualTo(2);
    assertThat(told.toString()).contains("line 2 has the winner \"A\"", "A winner is model_a");
    assertThat(out).doesNotExist();

    Path none = Files.writeString(folder.resolve("none.csv"), head);
    assertThat(run(told, none.toString(), out.toString())).isZero();
    assertThat(told.toString()).contains("there are no votes");

    Path always =
        Files.writeString(
            folder.resolve("always.csv"),
            head + "best,x,model_a\nx,y,tie\nworst,y,model_b\nv,w,tie\n");
    assertThat(run(told, always.toString(), out.toString())).isZero();
    assertThat(told.toString())
        .contains("2 model(s) won all", "best, worst", "no votes connect the components");
  }

  private static int run(String... arguments) {
    return run(new StringWriter(), arguments);
  }

  private static int run(StringWriter told, String... arguments) {
    return new CommandLine(new BoardCommand())
        .setOut(new PrintWriter(told))
        .setErr(new PrintWriter(told))
        .execute(arguments);
  }

  private static void assertRefused(String csv, String reason) {
    assertThatThrownBy(() -> read(csv))
        .isInstanceOf(VoteFileException.class)
        .hasMessageContaining(reason);
  }

  private static Board board(String csv, @Nullable String anchor)
      throws IOException, VoteFileException {
    return Board.of(read(csv), new Board.Options(anchor, Covariance.SANDWICH));
  }

  private static Votes read(String csv) throws IOException, VoteFileException {
    return Votes.read(new BufferedReader(new StringReader(csv)));
  }

  private static Board.Entry entry(Board board, String model) {
    return board.models().stream().filter(e -> e.model().equals(model)).findFirst().orElseThrow();
  }

  private static double rating(Board board, String model) {
    Double rating = entry(board, model).rating();
    return rating == null ? Double.NaN : rating;
  }

  private static double width(Board.Entry entry) {
    return entry.upper() == null || entry.lower() == null
        ? Double.NaN
        : entry.upper() - entry.lower();
  }
}
