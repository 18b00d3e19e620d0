package dev.signalbox.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as people call it, on a folder of random weights. */
class VlmTest {
  private static final String PICTURES = "src/test/golden/pictures/";

  @TempDir static Path model;

  @BeforeAll
  static void writeFolder() throws IOException {
    RandomFolder.write(model, RandomFolder.tiny(), 3);
  }

  private record Said(int exit, String out, String err) {}

  private static Said say(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      CommandLine command = Vlm.command().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
      int exit = command.execute(arguments);
      return new Said(exit, out + printed.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(before);
    }
  }

  private static JsonNode json(String... arguments) throws IOException {
    Said said = say(arguments);
    assertThat(said.exit()).as(said.err()).isZero();
    return new JsonMapper().readTree(said.out());
  }

  @Test
  void shouldAnswerAsOneJsonObject() throws IOException {
    JsonNode answer =
        json(
            "ask",
            "-m",
            model.toString(),
            "--json",
            "--max-tokens",
            "4",
            PICTURES + "rgb.png",
            "?");
    assertThat(answer.path("output_tokens").asInt()).isEqualTo(4);
    assertThat(answer.path("image_tokens").asInt()).isPositive();
    assertThat(answer.has("text")).isTrue();
  }

  @Test
  void shouldSeeAVideo() throws IOException {
    JsonNode answer =
        json(
            "describe",
            "-m",
            model.toString(),
            "--json",
            "--max-tokens",
            "2",
            "--video",
            PICTURES + "moving.gif");
    // one frame for each second, of 16 tokens each: five frames of 0.2 s are one second
    assertThat(answer.path("image_tokens").asInt()).isEqualTo(16);
  }

  @Test
  void shouldSayWhatIsWrongInASentence() {
    assertThat(say("describe", "-m", model.toString(), "nothing.png"))
        .isEqualTo(new Said(1, "", "signalbox-vlm: there is no file nothing.png\n"));
    assertThat(say("describe", "-m", "nowhere", PICTURES + "rgb.png"))
        .isEqualTo(new Said(1, "", "signalbox-vlm: nowhere: is not a folder\n"));
    assertThat(say("describe", "-m", model.toString(), "--video", PICTURES + "rgb.png").err())
        .isEqualTo("signalbox-vlm: A video must be an animated GIF or a list of frames.\n");
    assertThat(say("describe", "-m", model.toString()).exit()).isEqualTo(2);
  }

  @Test
  void shouldCompleteInThreeShells() {
    assertThat(say("generate-completion").out())
        .contains("signalbox-vlm", "compinit", "describe", "--max-tokens");
    assertThat(say("generate-fish-completion").out())
        .contains(
            "complete -c signalbox-vlm -n __fish_use_subcommand -a describe",
            "'__fish_seen_subcommand_from serve' -l port -r");
  }
}
