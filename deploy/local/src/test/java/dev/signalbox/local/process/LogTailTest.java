package dev.signalbox.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LogTailTest {
  @Test
  void shouldShowTheTroubleWithoutStackFrames() {
    LogTail tail =
        new LogTail(
            List.of(
                "12:00 INFO started",
                "12:01 ERROR no broker",
                "\tat some.Class.method(Class.java:1)",
                "Caused by: java.net.ConnectException: refused",
                "\t... 12 more",
                "12:02 INFO stopped"));

    assertThat(tail.reason())
        .containsExactly("12:01 ERROR no broker", "Caused by: java.net.ConnectException: refused");
  }

  @Test
  void shouldShowTheLastLinesWhereNoneTellsOfTrouble() {
    LogTail tail = new LogTail(Stream.iterate(1, i -> i + 1).limit(20).map(i -> "l" + i).toList());

    assertThat(tail.reason()).hasSize(8).endsWith("l20");
  }

  @Test
  void shouldKnowAFullDisk() {
    assertThat(new LogTail(List.of("PANIC: could not write: No space left on device")).knownCause())
        .contains("the disk is full");
  }

  @Test
  void shouldBeEmptyWithoutALog() {
    assertThat(LogTail.of(Path.of("/no/such/log")).reason()).isEmpty();
  }
}
