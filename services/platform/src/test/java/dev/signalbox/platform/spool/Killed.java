package dev.signalbox.platform.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Programs that say on a line of its own each number that they are done with, until a SIGKILL. */
final class Killed {
  private Killed() {}

  /**
   * Kills such a program soon after it said {@code number}.
   *
   * @return the last number that it said
   */
  static int after(int number, Class<?> program, Path argument) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                argument.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int last = -1;
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = Math.max(last, Integer.parseInt(line));
        if (last == number) {
          child.destroyForcibly();
        }
      }
    } catch (IOException | NumberFormatException e) {
      // The pipe broke in the middle of a line: the last whole one counts.
    }
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(last).isGreaterThanOrEqualTo(number);
    return last;
  }
}
