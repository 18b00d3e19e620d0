package dev.signalbox.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ParityTest {
  /** Made by transformers 4.51.3 and Pillow with {@code src/test/python/variants.py}. */
  @Test
  void shouldEqualTheReferenceOnEveryVariantAndPicture() {
    assertThat(new CommandLine(new Parity()).execute("src/test/golden")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny_a", "preprocess"})
  void shouldEqualTheReferenceOnTheGoldenFolder(String name) {
    Path golden = Path.of(System.getProperty("signalbox.shared", "../shared"), "vlm/golden", name);
    assumeTrue(Files.isDirectory(golden), golden + " is not here; parity was not checked");
    assertThat(new CommandLine(new Parity()).execute(golden.toString())).isZero();
  }
}
