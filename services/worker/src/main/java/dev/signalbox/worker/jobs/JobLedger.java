package dev.signalbox.worker.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which jobs were begun and which were answered, in a file that a SIGKILL does not lose: a job that
 * is delivered again is answered once, and one that keeps killing the process is found out. Holds
 * the latest ids only. One thread at a time.
 */
final class JobLedger implements AutoCloseable {
  private static final int KEPT = 20_000;
  private static final String BEGUN = "B ";
  private static final String ANSWERED = "A ";

  private final Path file;
  private final Map<String, Integer> attempts = bounded();
  private final Map<String, Boolean> answered = bounded();
  private FileChannel channel;
  private long lines;

  private JobLedger(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      // A torn last line ends without its mark and stands for a job that is delivered again.
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        remember(line);
      }
    }
    this.channel = compact();
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  /** Opens the ledger of a folder, making it where it is absent. */
  static JobLedger open(Path folder) {
    try {
      Files.createDirectories(folder);
      return new JobLedger(folder.resolve("jobs.ledger"));
    } catch (IOException e) {
      throw new UncheckedIOException("the ledger of jobs can't be opened in " + folder, e);
    }
  }

  private void remember(String line) {
    if (!line.endsWith(".")) {
      return;
    }
    String id = line.substring(2, line.length() - 1);
    if (line.startsWith(BEGUN)) {
      attempts.merge(id, 1, Integer::sum);
    } else if (line.startsWith(ANSWERED)) {
      attempts.remove(id);
      answered.put(id, true);
    }
  }

  private FileChannel compact() throws IOException {
    StringBuilder text = new StringBuilder();
    answered.keySet().forEach(id -> text.append(ANSWERED).append(id).append(".\n"));
    attempts.forEach((id, times) -> text.append((BEGUN + id + ".\n").repeat(times)));
    Path fresh = file.resolveSibling("jobs.ledger.new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    lines = 0;
    return FileChannel.open(file, StandardOpenOption.APPEND);
  }

  /** How often a job was begun and not answered. */
  int attempts(String jobId) {
    return attempts.getOrDefault(jobId, 0);
  }

  boolean answered(String jobId) {
    return answered.containsKey(jobId);
  }

  void begin(String jobId) {
    write(BEGUN, jobId);
  }

  void answer(String jobId) {
    write(ANSWERED, jobId);
  }

  /** Takes back a beginning that did not come to anything, such as a full queue. */
  void forget(String jobId) {
    attempts.remove(jobId);
  }

  private void write(String what, String jobId) {
    String line = what + jobId.replace('\n', ' ') + ".";
    remember(line);
    try {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (++lines > 4 * KEPT) {
        channel.close();
        channel = compact();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the ledger of jobs can't be written: " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
