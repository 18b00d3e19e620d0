package dev.signalbox.loadtest.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process on this machine that serves the load, as {@code /proc} shows it (Linux).
 *
 * @param name for the report
 * @param folder its folder below {@code /proc}
 */
public record WatchedProcess(String name, Path folder) {
  /** {@code /proc/[pid]/stat} counts in ticks, of which Linux shows user space 100 a second. */
  private static final Duration TICK = Duration.ofMillis(10);

  /** Fields of {@code /proc/[pid]/stat} after the name's closing parenthesis (proc(5)): 14, 15. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  /** From {@code name=pid}. */
  public static WatchedProcess parse(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException("not name=pid: " + text);
    }
    return new WatchedProcess(
        text.substring(0, equals), Path.of("/proc", text.substring(equals + 1).strip()));
  }

  /** CPU time that it has used since it began, in user space and in the kernel's for it. */
  public Duration cpu() throws IOException {
    String stat = Files.readString(folder.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return TICK.multipliedBy(
        Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
  }

  /** Resident memory in bytes. */
  public long residentBytes() throws IOException {
    List<String> status = Files.readAllLines(folder.resolve("status"));
    for (String line : status) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("no VmRSS in " + folder.resolve("status"));
  }
}
