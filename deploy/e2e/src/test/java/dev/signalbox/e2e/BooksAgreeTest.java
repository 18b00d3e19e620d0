package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code make ledger} with a small load: the whole of it, its kills included. */
class BooksAgreeTest {
  private static final Path ROOT = Path.of(System.getProperty("signalbox.root"));

  @TempDir private Path directory;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void shouldAgreeAfterKillsAndADrain() throws Exception {
    Path said = directory.resolve("ledger.txt");
    ProcessBuilder proof =
        new ProcessBuilder(
                ROOT.resolve("loadtest/bin/ledger").toString(), "--count", "400", "--callers", "16")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    proof.environment().put("SIGNALBOX_BUILT", "true");

    int status = proof.start().waitFor();

    String report = Files.readString(said);
    assertThat(status).as(report).isZero();
    assertThat(report)
        .containsPattern("ingress \\(\\d+\\) gets SIGKILL")
        .containsPattern("kafka \\(\\d+\\) gets SIGKILL")
        .containsPattern("postgres \\(\\d+\\) gets SIGKILL")
        .contains("cut off by the replica that was told to end: 0")
        .contains("unexplained:                                             0")
        .contains("events lost 0, doubled 0")
        .contains("the books agree");
  }
}
