package dev.signalbox.worker.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With these collectors the JDK's JPEG decoder stops the process for ever within some thousand
 * broken files (ADR 0199): it asks for a collection while it holds an array that none may move.
 */
class BrokenPicturesTest {
  /** And how many broken ones of each. */
  private static final List<String> PICTURES =
      List.of(
          "jpeg/progressive.jpg", "16000",
          "jpeg/cmyk.jpg", "6000",
          "jpeg/420-even-restart.jpg", "1000",
          "jpeg/several-scans.jpg", "1000",
          "q85.jpg", "200",
          "lossy.webp", "100",
          "profile.webp", "1000");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseParallelGC"})
  void shouldNeverStopTheProcess(String collector) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(collector, "-XX:-UseTLAB", "-Xmn640k", "-Xmx768m", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(BrokenPictures.class.getName());
    command.addAll(PICTURES);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(9, TimeUnit.MINUTES)).as("ended by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).containsPattern("(?m)^decoded [1-9]\\d* refused [1-9]\\d*$");
  }
}
