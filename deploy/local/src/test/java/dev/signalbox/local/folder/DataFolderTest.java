package dev.signalbox.local.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signalbox.local.plan.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir private Path data;

  @Test
  void shouldLetOneLauncherIn() throws StartFailure {
    // given
    DataFolder folder = new DataFolder(data);
    folder.create();

    // when, then
    try (DataFolder.Lock first = folder.lock()) {
      assertThat(first.channel().isOpen()).isTrue();
      assertThatExceptionOfType(StartFailure.class)
          .isThrownBy(folder::lock)
          .withMessageContaining("already runs on " + data);
    }
    folder.lock().close();
  }

  @Test
  void shouldSayThatAFolderCannotBeWritten() throws IOException {
    Path file = Files.createFile(data.resolve("a-file"));

    assertThatExceptionOfType(StartFailure.class)
        .isThrownBy(() -> new DataFolder(file).create())
        .withMessageContaining(file.toString())
        .withMessageContaining("can't be written");
  }

  @Test
  void shouldKnowItsProcessAgain() {
    ProcessRecord record = ProcessRecord.of("me", ProcessHandle.current());

    record.write(data);

    assertThat(ProcessRecord.read(data, "me").flatMap(ProcessRecord::process))
        .contains(ProcessHandle.current());
  }

  @Test
  void shouldNotTakeAStrangerWithTheSameNumberForItsProcess() {
    new ProcessRecord("old", ProcessHandle.current().pid(), Instant.now().minusSeconds(3_600))
        .write(data);

    assertThat(ProcessRecord.read(data, "old").flatMap(ProcessRecord::process)).isEmpty();
  }

  @Test
  void shouldTouchNothingOnAPidFileThatItCannotRead() throws IOException {
    Files.writeString(data.resolve("broken.pid"), "12 monkeys");

    assertThat(ProcessRecord.readAll(data)).isEmpty();
  }
}
