package dev.signalbox.classifier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.classifier.Printed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  private static final String ROW =
      "{\"prompt_id\": 7, \"prompt\": null, \"category\": null, \"has_image\": true,"
          + " \"scores\": {\"a\": true, \"b\": 0.5, \"c\": null}}\n";

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void shouldReadGzipByItsBytesAndRowsWithHoles() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(ROW.getBytes(StandardCharsets.UTF_8));
    }
    Path zipped = Files.write(folder.resolve("rows.jsonl"), bytes.toByteArray());

    List<OutcomeRow> rows = Outcomes.read(List.of(zipped, file("plain.gz", ROW)));

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0))
        .usingRecursiveComparison()
        .ignoringFields("table")
        .isEqualTo(rows.get(1));
    assertThat(rows.get(0).id()).isEqualTo("7");
    assertThat(rows.get(0).prompt()).isEmpty();
    assertThat(rows.get(0).hasImage()).isTrue();
    assertThat(rows.get(0).scores()).containsOnlyKeys("a", "b").containsEntry("a", 1.0);
  }

  @Test
  void shouldReadMessagesPartsAndTokensOfARow() throws IOException {
    String row =
        "\ufeff{\"prompt\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"what\"}]},"
            + " {\"content\": \"is it?\"}], \"images\": [{\"width\": 3}], \"in_tok\": 70, \"out_tok\": 9,"
            + " \"cost\": {\"a\": 0.5, \"b\": -1}, \"scores\": {\"a\": 0.25, \"b\": 1}}\r\n\r\n";

    OutcomeRow read = Outcomes.read(List.of(file("rows.jsonl", row))).get(0);

    assertThat(read.prompt()).isEqualTo("what\nis it?");
    assertThat(read.hasImage()).isTrue();
    assertThat(read.inputTokens()).isEqualTo(70);
    assertThat(read.outputTokens()).containsEntry("a", 9.0).containsEntry("b", 9.0);
    assertThat(read.costUsd()).containsOnlyKeys("a");
  }

  @Test
  void shouldPredictOddRowsAndKeepTheirIds() throws IOException {
    StringBuilder outcomes = new StringBuilder();
    for (OutcomeRow row : Synthetic.rows(60, 1)) {
      outcomes.append(
          JsonLines.MAPPER.writeValueAsString(
              Map.of("prompt", row.prompt(), "scores", row.scores())));
      outcomes.append('\n');
    }
    Path rows = file("rows.jsonl", outcomes.toString());
    String huge = "integral of everything ".repeat(100_000);
    Path prompts =
        file(
            "prompts.jsonl",
            "{\"prompt_id\": 41, \"prompt\": \""
                + huge
                + "\"}\n"
                + "{\"prompt_id\": \"x\", \"has_image\": true}\n"
                + "{\"prompt\": null, \"scores\": {\"weak\": 1}}\n");
    Path out = folder.resolve("deep/er/out.jsonl");
    String model = folder.resolve("m.sbx").toString();

    int trained =
        Commands.run(
            new RouteTrain(),
            new String[] {rows.toString(), "--pool", "weak", "--model", model, "--trees", "20"});
    int predicted =
        Commands.run(
            new RoutePredict(),
            new String[] {"--model", model, "--prompts", prompts.toString(), "--out", out + ""});

    assertThat(trained).isZero();
    assertThat(predicted).isZero();
    List<JsonNode> lines = new ArrayList<>();
    JsonLines.read(out, lines::add);
    assertThat(lines)
        .extracting(line -> line.path("prompt_id").toString())
        .containsExactly("41", "\"x\"", "2");
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.at("/probability/weak").asDouble()).isBetween(0.0, 1.0);
              assertThat(line.at("/choice/cost").asText()).isEqualTo("weak");
            });
  }

  @Test
  void shouldNameTheLineOfAScoreThatIsNone() throws IOException {
    Path bad = file("bad.jsonl", ROW + "{\"prompt\": \"x\", \"scores\": {\"a\": 7}}\n");

    assertThatThrownBy(() -> Outcomes.read(List.of(bad)))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("bad.jsonl:2: the score of a must lie in [0,1]: 7.0");
  }

  @Test
  void shouldTakeNumbersWrittenAsTextAndNameOtherScores() throws IOException {
    Path text = file("text.jsonl", "{\"prompt\": \"x\", \"scores\": {\"a\": \"0.5\"}}\n");
    Path word = file("word.jsonl", "{\"prompt\": \"x\", \"scores\": {\"a\": \"good\"}}\n");
    Path list = file("list.jsonl", "{\"prompt\": \"x\", \"scores\": [1, 0]}\n");

    assertThat(Outcomes.read(List.of(text)).get(0).scores()).containsEntry("a", 0.5);
    assertThatThrownBy(() -> Outcomes.read(List.of(word)))
        .hasMessageEndingWith("word.jsonl:1: the score of a must be a number: \"good\"");
    assertThatThrownBy(() -> Outcomes.read(List.of(list)))
        .hasMessageEndingWith("list.jsonl:1: the scores must be {model: number in [0,1]}: [1,0]");
  }

  @Test
  void shouldReadMessagesWhereThereIsNoPromptAndRefuseFilesWithNeither() throws IOException {
    String scores = "\"scores\": {\"a\": 1}, \"cost\": {\"a\": 1e300}, \"in_tok\": 1e300}\n";
    Path chat =
        file("chat.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}], " + scores);
    Path question = file("question.jsonl", "{\"question\": \"hi\", " + scores);

    OutcomeRow read = Outcomes.read(List.of(chat)).get(0);

    assertThat(read.prompt()).isEqualTo("hi");
    assertThat(read.inputTokens()).isEqualTo(0.5);
    assertThat(read.costUsd()).isEmpty();
    assertThatThrownBy(() -> Outcomes.read(List.of(question)))
        .hasMessageContaining("no row of these files has a prompt");
    assertThatThrownBy(() -> Outcomes.read(List.of(folder))).hasMessageContaining("is a folder");
  }

  @Test
  void shouldSayBeforeTrainingThatTheModelCantBeWritten() throws IOException {
    Path rows = file("rows.jsonl", ROW);

    assertThat(told(new RouteTrain(), rows.toString(), "--model", folder.toString()))
        .isEqualTo("route-train: the model can't be written to " + folder);
    assertThat(told(new RouteTrain(), rows.toString(), "--model", rows + "/m.sbx"))
        .isEqualTo("route-train: the model can't be written to " + rows + "/m.sbx");
  }

  @Test
  void shouldJudgeWithoutPricesAndSaySo() throws IOException {
    StringBuilder outcomes = new StringBuilder();
    for (OutcomeRow row : Synthetic.rows(90, 2)) {
      outcomes.append(
          JsonLines.MAPPER.writeValueAsString(
              Map.of("prompt", row.prompt(), "scores", row.scores())));
      outcomes.append('\n');
    }
    Path rows = file("rows.jsonl", outcomes.toString());

    String said = told(new RouteEval(), rows.toString(), "--pool", "", "--seeds", "1");

    assertThat(said).contains("saving unknown without prices").contains("same decision under any");
    assertThat(said).doesNotContain("NaN");
  }

  @Test
  void shouldRefuseAPoolWhosePricesAreNone() throws IOException {
    Path pool = file("pool.json", "{\"price\": {\"m\": [1]}}");
    Path endless = file("endless.json", "{\"price\": {\"m\": [1, 1e300]}}");
    assertThatThrownBy(() -> Pool.of(endless.toString())).hasMessageContaining("the price of m");
    assertThatThrownBy(() -> Pool.of(folder + "/pool")).hasMessageContaining("no pool file");
    Path able = file("able.json", "{\"price\": {\"m\": [1, 2]}, \"ability\": {\"m\": 3}}");

    assertThatThrownBy(() -> Pool.of(pool.toString())).hasMessageContaining("the price of m");
    assertThatThrownBy(() -> Pool.of(able.toString())).hasMessageContaining("the ability of m");
  }

  @Test
  void shouldTellWhatIsWrongInOneSentence() throws IOException {
    Path rows = file("rows.jsonl", ROW);
    String said =
        told(new RouteTrain(), rows.toString(), "--pool", "a,b", "--model", folder + "/m");

    assertThat(said)
        .isEqualTo(
            "route-train: no model has 20 graded answers in these files: asked for a, b; 1 rows"
                + " grade a, b");
  }

  /** What a command prints, to either stream. */
  private static String told(Callable<Integer> command, String... arguments) {
    return Printed.by(() -> Commands.run(command, arguments));
  }
}
