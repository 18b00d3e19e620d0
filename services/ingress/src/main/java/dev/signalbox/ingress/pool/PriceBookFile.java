package dev.signalbox.ingress.pool;

import dev.signalbox.ingress.watch.WatchedText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The price book in force: the shipped one, or a file that is watched. The last good book stays in
 * force while the file is bad or gone. Thread-safe.
 */
public final class PriceBookFile implements AutoCloseable {
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private final @Nullable WatchedText watched;
  private volatile PriceBook current;

  /** Told of each change, from the watch's thread. */
  public interface Listener {
    void accepted(PriceBook book);

    /** The book before stays in force. */
    void refused(List<Violation> violations);
  }

  private PriceBookFile(PriceBook only) {
    this.watched = null;
    this.current = only;
  }

  private PriceBookFile(Path path, Duration every, Listener listener) {
    this.watched =
        new WatchedText(path, every, "price-book", content -> apply(read(content, path), listener));
    this.current =
        switch (read(watched.first(), path)) {
          case PriceBook.Reading.Accepted(PriceBook book) -> book;
          case PriceBook.Reading.Refused(List<Violation> violations) ->
              throw new PoolRefusedException(violations);
        };
  }

  /** The book that this program was built with, for good. */
  public static PriceBookFile shipped() {
    return new PriceBookFile(PriceBook.shipped());
  }

  /**
   * Reads the file once, and watches it if it is good.
   *
   * @param every time between looks
   * @throws PoolRefusedException when the file can't be read or is refused: there is no last good
   *     book to keep yet
   */
  public static PriceBookFile watch(Path path, Duration every, Listener listener) {
    PriceBookFile file = new PriceBookFile(path, every, listener);
    if (file.watched != null) {
      file.watched.start();
    }
    return file;
  }

  /** The book in force: one volatile read. */
  public PriceBook current() {
    return current;
  }

  /** {@code follower} runs after each change, when {@link #current} is the new book. */
  public void whenChanged(Runnable follower) {
    followers.add(follower);
  }

  @Override
  public void close() {
    if (watched != null) {
      watched.close();
    }
  }

  private void apply(PriceBook.Reading reading, Listener listener) {
    switch (reading) {
      case PriceBook.Reading.Accepted(PriceBook book) -> {
        current = book;
        listener.accepted(book);
        followers.forEach(Runnable::run);
      }
      case PriceBook.Reading.Refused(List<Violation> violations) -> listener.refused(violations);
    }
  }

  private static PriceBook.Reading read(WatchedText.Content content, Path path) {
    try {
      return PriceBookDocument.parse(content.text(), path.toString());
    } catch (WatchedText.UnreadableException e) {
      return new PriceBook.Reading.Refused(
          List.of(new Violation(path.toString(), 0, "", e.reason())));
    }
  }
}
