package dev.signalbox.ingress.pool;

import dev.signalbox.ingress.watch.WatchedText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A pool file that is watched, and read again when its prices change. The last good pool stays in
 * force while the file is bad or gone, or names a price that the book does not have. Thread-safe;
 * owns one daemon thread from {@link #watch} to {@link #close}.
 */
public final class PoolFile implements PoolSource {
  private static final System.Logger LOG = System.getLogger(PoolFile.class.getName());

  private final Path path;
  private final Map<String, String> environment;
  private final PriceBookFile prices;
  private final Listener listener;
  private final WatchedText watched;
  private WatchedText.Content content;
  private volatile PoolSnapshot current;

  private PoolFile(
      Path path,
      Map<String, String> environment,
      Duration every,
      PriceBookFile prices,
      Listener listener) {
    this.path = path;
    this.environment = environment;
    this.prices = prices;
    this.listener = listener;
    this.watched = new WatchedText(path, every, "pool-file", this::apply);
    this.content = watched.first();
    this.current =
        switch (parse()) {
          case PoolReading.Accepted(PoolSnapshot accepted) -> accepted;
          case PoolReading.Refused(List<Violation> violations) ->
              throw new PoolRefusedException(violations);
        };
  }

  /** As below, with the prices that this program was shipped with. */
  public static PoolFile watch(
      Path path, Map<String, String> environment, Duration every, Listener listener) {
    return watch(path, environment, every, PriceBookFile.shipped(), listener);
  }

  /**
   * Reads the file once, and watches it if it is good. The first pool is not told to the listener:
   * {@link #current} has it.
   *
   * @param every time between looks; a change is live after at most three of them
   * @param prices whose changes are followed too; closed by whoever made it
   * @throws PoolRefusedException when the file can't be read or is refused: there is no last good
   *     pool to keep yet
   */
  public static PoolFile watch(
      Path path,
      Map<String, String> environment,
      Duration every,
      PriceBookFile prices,
      Listener listener) {
    PoolFile file = new PoolFile(path, Map.copyOf(environment), every, prices, listener);
    prices.whenChanged(file::readAgain);
    file.watched.start();
    return file;
  }

  @Override
  public PoolSnapshot current() {
    return current;
  }

  @Override
  public void close() {
    watched.close();
  }

  private synchronized void apply(WatchedText.Content changed) {
    content = changed;
    readAgain();
  }

  private synchronized void readAgain() {
    PoolReading reading = parse();
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

  private PoolReading parse() {
    try {
      return PoolDocuments.parse(content.text(), path.toString(), environment, prices.current());
    } catch (WatchedText.UnreadableException e) {
      return new PoolReading.Refused(List.of(new Violation(path.toString(), 0, "", e.reason())));
    }
  }
}
