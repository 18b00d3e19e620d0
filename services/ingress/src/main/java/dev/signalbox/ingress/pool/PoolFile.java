package dev.signalbox.ingress.pool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A pool file that is watched. The last good pool stays in force while the file is bad or gone. Thread-safe; owns one daemon
 * thread from {@link #watch} to {@link #close}.
 */
public final class PoolFile implements AutoCloseable {
  /** Told of each change, from the watcher's thread; must not block for long. */
  public interface Listener {
    void accepted(PoolSnapshot pool);

    /** The pool in force is unchanged. */
    void refused(List<Violation> violations);
  }

  private PoolFile() {}

  /**
   * Reads the file once, and watches it if it is good.
   *
   * @throws PoolRefusedException when the file can't be read or is refused: there is no last good pool to keep yet
   */
  public static PoolFile watch(
      Path path, Map<String, String> environment, Duration every, Listener listener) {
    throw new UnsupportedOperationException("being written");
  }

  /** The pool in force: one volatile read. */
  public PoolSnapshot current() {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public void close() {}
}
