package dev.signalbox.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The end of a program's log: what it last said, and what that means where it is well known. */
public record LogTail(List<String> lines) {
  private static final int BYTES = 32 * 1024;
  private static final int SHOWN = 8;
  private static final int WIDTH = 300;
  private static final Pattern TROUBLE =
      Pattern.compile("ERROR|FATAL|PANIC|SEVERE|Exception|Caused by|[Ee]rror:|could not");
  private static final Pattern STACK_FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ more)");

  /** Empty when the file can't be read. */
  public static LogTail of(Path log) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - BYTES);
      file.seek(from);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.readFully(bytes);
      return new LogTail(new String(bytes, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      return new LogTail(List.of());
    }
  }

  /**
   * The last lines that tell of trouble, or the very last ones where none does; without stack
   * frames.
   */
  public List<String> reason() {
    List<String> spoken =
        lines.stream()
            .filter(line -> !line.isBlank() && !STACK_FRAME.matcher(line).find())
            .map(line -> line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line)
            .toList();
    List<String> trouble = spoken.stream().filter(line -> TROUBLE.matcher(line).find()).toList();
    List<String> chosen = new ArrayList<>(trouble.isEmpty() ? spoken : trouble);
    return chosen.subList(Math.max(0, chosen.size() - SHOWN), chosen.size());
  }

  /** What people should read in place of the log, for the causes that people meet. */
  public Optional<String> knownCause() {
    String all = String.join("\n", lines);
    if (all.contains("No space left on device")) {
      return Optional.of("the disk is full");
    }
    if (all.contains("OutOfMemoryError") || all.contains("Cannot allocate memory")) {
      return Optional.of("it ran out of memory");
    }
    if (all.contains("Address already in use")) {
      return Optional.of("its port is taken");
    }
    return Optional.empty();
  }
}
