package dev.signalbox.ingress.keys;

import dev.signalbox.ingress.watch.WatchedText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watched keys file. A bad or absent file leaves the last good keys in force. Thread-safe; owns
 * one daemon thread until it is closed.
 */
public final class KeyFile implements AutoCloseable {
  private final Path path;
  private final InstantSource clock;
  private final Consumer<String> report;
  private final WatchedText watched;
  private volatile @Nullable KeyRing ring;

  private KeyFile(Path path, Duration every, InstantSource clock, Consumer<String> report) {
    this.path = path;
    this.clock = clock;
    this.report = report;
    this.watched = new WatchedText(path, every, "keys-watch", this::take);
  }

  /**
   * Reads the file now and again whenever it changes.
   *
   * @param every time between looks; a change is live after at most three of them
   * @param report told in a sentence, without any key, of each change that was taken or refused
   */
  public static KeyFile watch(
      Path path, Duration every, InstantSource clock, Consumer<String> report) {
    KeyFile file = new KeyFile(path, every, clock, report);
    file.take(file.watched.first());
    file.watched.start();
    return file;
  }

  /** Whose key it is; safe on an event loop. */
  public KeyCheck check(String presented) {
    KeyRing current = ring;
    return current == null ? new KeyCheck.Unavailable() : current.check(presented, clock.instant());
  }

  public boolean loaded() {
    return ring != null;
  }

  /** The keys in force; absent while none were ever read. */
  @Nullable KeyRing ring() {
    return ring;
  }

  private void take(WatchedText.Content content) {
    try {
      KeyRing read = KeyDocument.read(content.text());
      ring = read;
      report.accept(read.size() + " API keys are in force");
    } catch (WatchedText.UnreadableException e) {
      report.accept("the keys file " + path + " can't be read; " + kept());
    } catch (IllegalArgumentException e) {
      report.accept(Objects.toString(e.getMessage(), "the keys file is malformed") + "; " + kept());
    }
  }

  private String kept() {
    return ring == null ? "no key is in force" : "the keys read before stay in force";
  }

  @Override
  public void close() {
    watched.close();
  }
}
