package dev.signalbox.local.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that a launcher of this folder started, written down so that a later one can tell it
 * from a stranger with the same number.
 *
 * @param started as the operating system says
 */
public record ProcessRecord(String name, long pid, Instant started) {
  /** The record of the launcher itself. */
  public static final String LAUNCHER = "launcher";

  private static final String SUFFIX = ".pid";

  /** The kernel's boot time, and with it a start time, may shift when the clock is set. */
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(3);

  public static ProcessRecord of(String name, ProcessHandle process) {
    return new ProcessRecord(
        name, process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
  }

  public void write(Path folder) {
    try {
      Path draft = folder.resolve(name + ".draft");
      Files.writeString(draft, pid + "\n" + started + "\n");
      Files.move(
          draft,
          folder.resolve(name + SUFFIX),
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the pid file of " + name + " can't be written", e);
    }
  }

  public static void delete(Path folder, String name) {
    try {
      Files.deleteIfExists(folder.resolve(name + SUFFIX));
    } catch (IOException e) {
      throw new UncheckedIOException("the pid file of " + name + " can't be deleted", e);
    }
  }

  /** Empty when there is none or it can't be read: what can't be identified is not touched. */
  public static Optional<ProcessRecord> read(Path folder, String name) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(name + SUFFIX));
      if (lines.size() < 2) {
        return Optional.empty();
      }
      return Optional.of(
          new ProcessRecord(name, Long.parseLong(lines.get(0)), Instant.parse(lines.get(1))));
    } catch (IOException | NumberFormatException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }

  public static List<ProcessRecord> readAll(Path folder) {
    List<ProcessRecord> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .forEach(name -> read(folder, name).ifPresent(records::add));
    } catch (IOException e) {
      return List.of();
    }
    return records;
  }

  /** The live process that this record means; a process that merely has its number is not it. */
  public Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::means);
  }

  private boolean means(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(start -> Duration.between(start, started).abs().compareTo(CLOCK_SLACK) <= 0)
        .orElse(false);
  }
}
