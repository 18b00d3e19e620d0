package dev.signalbox.ingress.pool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A pool file that is watched. The last good pool stays in force while the file is bad or gone.
 * Thread-safe; owns one daemon thread from {@link #watch} to {@link #close}.
 *
 * <p>The content itself is compared, not its time stamp: that sees replaced files, renames, swapped
 * links of a mounted ConfigMap and two edits within a tick alike, and costs microseconds for a file
 * of this size. A new content counts once two looks in a row found it, so that a file that is being
 * written is not taken by half.
 */
public final class PoolFile implements PoolSource {
  private static final System.Logger LOG = System.getLogger(PoolFile.class.getName());
  private static final int MOST_BYTES = 4 * YamlText.MOST_CHARACTERS;

  private final Path path;
  private final Map<String, String> environment;
  private final Duration every;
  private final Listener listener;
  private final Thread thread;
  private volatile PoolSnapshot current;

  private PoolFile(
      Path path,
      Map<String, String> environment,
      Duration every,
      Listener listener,
      Content first,
      PoolSnapshot pool) {
    this.path = path;
    this.environment = environment;
    this.every = every;
    this.listener = listener;
    this.current = pool;
    this.thread = Thread.ofPlatform().daemon().name("pool-file").unstarted(() -> look(first));
  }

  /**
   * Reads the file once, and watches it if it is good. The first pool is not told to the listener:
   * {@link #current} has it.
   *
   * @param every time between looks; a change is live after at most three of them
   * @throws PoolRefusedException when the file can't be read or is refused: there is no last good
   *     pool to keep yet
   */
  public static PoolFile watch(
      Path path, Map<String, String> environment, Duration every, Listener listener) {
    Map<String, String> seen = Map.copyOf(environment);
    Content first = Content.of(path);
    PoolSnapshot pool =
        switch (first.parse(path, seen)) {
          case PoolReading.Accepted(PoolSnapshot accepted) -> accepted;
          case PoolReading.Refused(List<Violation> violations) ->
              throw new PoolRefusedException(violations);
        };
    PoolFile file = new PoolFile(path, seen, every, listener, first, pool);
    file.thread.start();
    return file;
  }

  @Override
  public PoolSnapshot current() {
    return current;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void look(Content first) {
    Content settled = first;
    Content last = first;
    while (pause()) {
      Content now = Content.of(path);
      if (now.equals(last) && !now.equals(settled)) {
        settled = now;
        apply(now.parse(path, environment));
      }
      last = now;
    }
  }

  private boolean pause() {
    try {
      Thread.sleep(every);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void apply(PoolReading reading) {
    if (reading instanceof PoolReading.Accepted(PoolSnapshot pool)) {
      current = pool;
    }
    try {
      switch (reading) {
        case PoolReading.Accepted(PoolSnapshot pool) -> listener.accepted(pool);
        case PoolReading.Refused(List<Violation> violations) -> listener.refused(violations);
      }
    } catch (RuntimeException e) { // Someone else's bug must not end the watch.
      LOG.log(System.Logger.Level.ERROR, "a listener of the pool file failed", e);
    }
  }

  /** What a look found: bytes, or why there are none. */
  private record Content(ByteBuffer bytes, String problem) {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    static Content of(Path path) {
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        return bytes.length > MOST_BYTES
            ? new Content(NONE, "is longer than " + MOST_BYTES + " bytes")
            : new Content(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), "");
      } catch (NoSuchFileException e) {
        return new Content(NONE, "is not there");
      } catch (IOException e) {
        return new Content(NONE, "can't be read: " + e.getMessage());
      }
    }

    PoolReading parse(Path path, Map<String, String> environment) {
      if (!problem.isEmpty()) {
        return refused(path, problem);
      }
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        return PoolDocuments.parse(text, path.toString(), environment);
      } catch (CharacterCodingException e) {
        return refused(path, "is not UTF-8");
      }
    }

    private static PoolReading refused(Path path, String reason) {
      return new PoolReading.Refused(List.of(new Violation(path.toString(), 0, "", reason)));
    }
  }
}
