package dev.signalbox.classifier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    assertThat(rows.get(0)).isEqualTo(rows.get(1));
    assertThat(rows.get(0).id()).isEqualTo("7");
    assertThat(rows.get(0).prompt()).isEmpty();
    assertThat(rows.get(0).hasImage()).isTrue();
    assertThat(rows.get(0).scores()).containsOnlyKeys("a", "b").containsEntry("a", 1.0);
  }

  @Test
  void shouldNameTheLineOfAScoreThatIsNone() throws IOException {
    Path bad = file("bad.jsonl", ROW + "{\"prompt\": \"x\", \"scores\": {\"a\": 7}}\n");

    assertThatThrownBy(() -> Outcomes.read(List.of(bad)))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("bad.jsonl:2: the score of a must lie in [0,1]: 7.0");
  }

  @Test
  void shouldRefuseAPoolWhosePricesAreNone() throws IOException {
    Path pool = file("pool.json", "{\"price\": {\"m\": [1]}}");
    Path able = file("able.json", "{\"price\": {\"m\": [1, 2]}, \"ability\": {\"m\": 3}}");

    assertThatThrownBy(() -> Pool.of(pool.toString())).hasMessageContaining("the price of m");
    assertThatThrownBy(() -> Pool.of(able.toString())).hasMessageContaining("the ability of m");
  }

  @Test
  void shouldTellWhatIsWrongInOneSentence() throws IOException {
    Path rows = file("rows.jsonl", ROW);
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    int status;
    try {
      String[] arguments = {rows.toString(), "--pool", "a,b", "--model", folder + "/m.sbx"};
      status = Commands.run(new RouteTrain(), arguments);
    } finally {
      System.setErr(before);
    }

    assertThat(status).isEqualTo(1);
    assertThat(told.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo(
            "route-train: no model has 20 graded answers in these files: asked for a, b; 1 rows"
                + " grade a, b");
  }
}
