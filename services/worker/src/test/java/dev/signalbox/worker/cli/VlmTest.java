package dev.signalbox.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    assertThat(say("describe", "-m", model.toString(), PICTURES).err())
        .isEqualTo("signalbox-vlm: src/test/golden/pictures can't be read: it is a folder\n");
    assertThat(say("--version").out()).matches("signalbox-vlm \\d\\S+, Java .*\\R");
    assertThat(say("--help").out())
        .containsSubsequence("describe ", "ask ", "chat ", "serve ", "pull ", "bench ");
  }

  @Test
  void shouldSayWhatIsWrongBeforeAModelIsLoaded() throws IOException {
    assertThat(say("describe", "-m", "nowhere", "pom.xml"))
        .isEqualTo(
            new Said(
                1, "", "signalbox-vlm: pom.xml: The picture is not a PNG, JPEG, WebP or GIF.\n"));
    assertThat(say("bench", "--shape", "9b").err())
        .isEqualTo(
            """
            signalbox-vlm: The shapes are tiny, 256m and 500m.
            signalbox-vlm bench --help says what there is
            """);
    Said mistyped = say("descibe", "photo.jpg");
    assertThat(mistyped.exit()).isEqualTo(2);
    assertThat(mistyped.err()).contains("'descibe'", "signalbox-vlm describe").hasLineCount(3);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Said said =
          say("serve", "-m", model.toString(), "--port", String.valueOf(taken.getLocalPort()));
      assertThat(said.exit()).isEqualTo(1);
      assertThat(said.err())
          .contains("127.0.0.1:" + taken.getLocalPort(), "--port names another port");
    }
  }

  @Test
  void shouldTalkAndGoOnAfterWhatWentWrong() throws IOException {
    // given a picture that is not there, a line that is no command, and a conversation begun anew
    String typed =
        """
        /image nothing.png
        hello
        /image %srgb.png
        what?

        /nonsense
        /new
        again
        /exit
        never said
        """
            .formatted(PICTURES);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    try {
      // when
      Said said =
          say(
              "chat",
              "-m",
              model.toString(),
              "--json",
              "--max-tokens",
              "3",
              "--system",
              "be brief");
      // then three answers, the second with the picture, the third without
      assertThat(said.exit()).isZero();
      List<JsonNode> answers = new ArrayList<>();
      new JsonMapper()
          .readerFor(JsonNode.class)
          .<JsonNode>readValues(said.out())
          .forEachRemaining(answers::add);
      assertThat(answers).hasSize(3);
      assertThat(answers)
          .extracting(answer -> answer.path("image_tokens").asInt() > 0)
          .containsExactly(false, true, false);
      assertThat(answers.get(1).path("prompt_tokens").asInt())
          .isGreaterThan(answers.get(0).path("prompt_tokens").asInt());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void shouldHoldAnAnswerToASchemaInAnyPrecision() throws IOException {
    Path schema = Files.writeString(model.resolve("schema.json"), "{\"type\":\"boolean\"}");
    JsonNode answer =
        json(
            "ask",
            "-m",
            model.toString(),
            "--json",
            "--precision",
            "bf16",
            "--temperature",
            "1",
            "--schema",
            schema.toString(),
            "yes or no?");
    assertThat(answer.path("text").asText()).isIn("true", "false");
  }

  @Test
  void shouldAskForTheQuestionThatIsMissing() {
    Said said = say("ask", "-m", model.toString(), PICTURES + "rgb.png");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("Say a question behind");
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
