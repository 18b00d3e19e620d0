package dev.signalbox.worker.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.TextConfig;
import dev.signalbox.worker.cli.RandomFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to end while oneDNN packs its weights. */
class EndWhileLoadingTest {
  /** What the system makes of a process that SIGTERM ended. */
  private static final int TERMINATED = 143;

  private static final int TRIES = 20;

  @TempDir Path folder;

  @Test
  void shouldEndCleanlyWhenToldWhileWeightsArePacked() throws IOException, InterruptedException {
    // given layers that take long enough for the signal to come in the middle of one
    ModelConfig tiny = RandomFolder.tiny();
    Path model = folder.resolve("model");
    RandomFolder.write(
        model,
        new ModelConfig(
            new TextConfig(512, 2048, 12, 8, 4, 64, 320, 1e-5, 100_000, 512),
            tiny.vision(),
            2,
            tiny.imageToken(),
            false,
            tiny.stopTokens()),
        1);
    for (int i = 1; !isEndedMeanwhile(model); i++) {
      // Whoever loads faster than the signal comes is asked again.
      assertThat(i).as("loads that ended before the signal came").isLessThan(TRIES);
    }
  }

  /** False when the signal came too late. */
  private boolean isEndedMeanwhile(Path model) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-cp",
                System.getProperty("java.class.path"),
                LoadingMain.class.getName(),
                model.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      // when the text model's first layers are in place
      long textLayers =
          lines.lines().filter(line -> line.startsWith("packed ")).skip(6).findFirst().stream()
              .count();
      assertThat(textLayers).isEqualTo(1);
      process.toHandle().destroy(); // unlike Process.destroy it leaves the streams open
      String rest = lines.lines().collect(Collectors.joining("\n"));
      // then
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      if (rest.contains("loaded, closed by")) {
        return false;
      }
      assertThat(rest).doesNotContain("SIGSEGV", "fatal error");
      assertThat(process.exitValue()).isEqualTo(TERMINATED);
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).containsExactly(model);
      }
      return true;
    } finally {
      process.destroyForcibly();
    }
  }
}
