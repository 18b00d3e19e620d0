package dev.signalbox.verdict.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code make replay-board} says to somebody who gives it something else. */
class PublishedTest {
  @TempDir Path folder;

  @Test
  void shouldSayWhatIsWrongInOneSentence() throws IOException {
    Path other = Files.writeString(folder.resolve("other.json"), "{}");
    Path prose = Files.writeString(folder.resolve("prose.txt"), "a board");
    Path board =
        Files.writeString(
            folder.resolve("board.json"),
            """
            {"topic": "signalbox.votes", "offsets": {"0": 1}, "seed": 1, "votes": 0, "voters": 0, "groups": [], "recipeHash": "x",
             "recipe": {"version": 1, "task": null, "complexity": null, "styled": false, "leverageCap": 40, "resamples": 0, "excluded": []}}
            """);

    assertThat(said(folder.resolve("none.json")))
        .contains("there is no file")
        .contains("none.json");
    assertThat(said(folder)).contains("there is no file");
    assertThat(said(other)).contains("no published board");
    assertThat(said(prose)).contains("no published board");
    assertThat(said(board, "--file", folder.resolve("none.ndjson").toString()))
        .contains("there is no file");
    assertThat(said(board, "--kafka", "nowhere")).contains("the broker at nowhere can't be read");
    assertThat(said("http://127.0.0.1:" + unused() + "/api/boards/1")).contains("nothing answers");
    assertThat(said("http://:::/")).contains("no address");
  }

  @Test
  void shouldSayFromWhereOnItDiffers() {
    assertThat(Published.difference("é\nab", "é\nac"))
        .isEqualTo("differs from byte 4 on, in line 2");
    assertThat(Published.difference("a", "ab")).isEqualTo("differs from byte 1 on, in line 1");
  }

  private static int unused() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String said(Object board, String... more) {
    String[] arguments = new String[more.length + 1];
    arguments[0] = board.toString();
    System.arraycopy(more, 0, arguments, 1, more.length);
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(new ReplayBoardCommand())
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    assertThat(status).as(err.toString()).isEqualTo(2);
    assertThat(err.toString()).startsWith("replay-board: ").doesNotContain("\tat ").hasLineCount(1);
    return err.toString();
  }
}
