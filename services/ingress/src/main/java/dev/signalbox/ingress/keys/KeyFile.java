package dev.signalbox.ingress.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
  private final ScheduledExecutorService watcher;
  private volatile @Nullable KeyRing ring;
  private @Nullable Stamp seen;
  private @Nullable Stamp last;
  private String lastReport = "";

  private record Stamp(long modifiedNanos, long size, @Nullable Object inode) {}

  private KeyFile(Path path, InstantSource clock, Consumer<String> report) {
    this.path = path;
    this.clock = clock;
    this.report = report;
    this.watcher =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "keys-watch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Reads the file now and again whenever it changes. A change counts once two looks in a row found
   * it, so that a file that is being written is not taken by half.
   *
   * @param every time between looks; a change is live after at most three of them
   * @param report told in a sentence, without any key, of each change that was taken or refused
   */
  public static KeyFile watch(
      Path path, Duration every, InstantSource clock, Consumer<String> report) {
    KeyFile file = new KeyFile(path, clock, report);
    file.look(true);
    long nanos = every.toNanos();
    var unused =
        file.watcher.scheduleWithFixedDelay(
            () -> file.look(false), nanos, nanos, TimeUnit.NANOSECONDS);
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

  private void look(boolean first) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Stamp stamp =
          new Stamp(
              attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
              attributes.size(),
              attributes.fileKey());
      boolean settled = first || stamp.equals(last);
      last = stamp;
      if (stamp.equals(seen) || !settled) {
        return;
      }
      KeyRing read = KeyDocument.read(Files.readString(path));
      ring = read;
      seen = stamp;
      tell(read.size() + " API keys are in force");
    } catch (IOException e) {
      seen = null;
      last = null;
      tell("the keys file " + path + " can't be read; " + kept());
    } catch (IllegalArgumentException e) {
      tell(Objects.toString(e.getMessage(), "the keys file is malformed") + "; " + kept());
    }
  }

  private String kept() {
    return ring == null ? "no key is in force" : "the keys read before stay in force";
  }

  /** Says a thing once, however often the file is looked at. */
  private void tell(String sentence) {
    if (!sentence.equals(lastReport)) {
      lastReport = sentence;
      report.accept(sentence);
    }
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
