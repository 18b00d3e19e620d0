package dev.signalbox.loadtest.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All tagged calls, in a file that goes with the process: in memory there are eight bytes for each
 * {@value #STRIDE} of them. Not thread-safe.
 */
final class CallFile {
  /** Most calls in one answer. */
  static final int PAGE = 20_000;

  private static final int STRIDE = 1_024;
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 128;

  private final ByteBuffer pending = ByteBuffer.allocate(BUFFER);
  private @Nullable FileChannel file;
  private long[] starts = new long[64];
  private long count;
  private long length;

  /** Adds a call; its number is one more than the last one's, beginning at 1. */
  void add(String tag, long nanoUsd) {
    if (count % STRIDE == 0) {
      int index = (int) (count / STRIDE);
      starts = index < starts.length ? starts : Arrays.copyOf(starts, starts.length * 2);
      starts[index] = length;
    }
    byte[] line = (++count + " " + tag + " " + nanoUsd + "\n").getBytes(StandardCharsets.US_ASCII);
    if (pending.remaining() < line.length) {
      write();
    }
    pending.put(line);
    length += line.length;
  }

  /**
   * The calls behind number {@code after}, oldest first, at most {@value #PAGE}, as lines of {@code
   * number tag nano-dollars}.
   */
  String behind(long after) {
    if (after >= count) {
      return "";
    }
    write();
    long first = Math.max(after, 0);
    long last = Math.min(count, first + PAGE);
    long from = starts[(int) (first / STRIDE)];
    int bytes = (int) Math.min(length - from, (long) (PAGE + STRIDE) * LONGEST_LINE);
    StringBuilder page = new StringBuilder(bytes);
    read(from, bytes)
        .lines()
        .filter(line -> within(line, first, last))
        .forEach(line -> page.append(line).append('\n'));
    return page.toString();
  }

  private static boolean within(String line, long after, long last) {
    long number = Long.parseLong(line.substring(0, line.indexOf(' ')));
    return number > after && number <= last;
  }

  private String read(long from, int bytes) {
    ByteBuffer read = ByteBuffer.allocate(bytes);
    try {
      while (read.hasRemaining() && open().read(read, from + read.position()) >= 0) {}
    } catch (IOException e) {
      throw new UncheckedIOException("the list of calls can't be read", e);
    }
    String text = new String(read.array(), 0, read.position(), StandardCharsets.US_ASCII);
    // A page's end may fall into a line.
    return text.substring(0, text.lastIndexOf('\n') + 1);
  }

  private void write() {
    pending.flip();
    try {
      while (pending.hasRemaining()) {
        open().write(pending, length - pending.remaining());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the list of calls can't be written", e);
    }
    pending.clear();
  }

  private FileChannel open() throws IOException {
    if (file == null) {
      Path path = Files.createTempFile("simulator-calls", ".txt");
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    return file;
  }
}
