package dev.signalbox.ingress.watch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A text file that is watched. Owns one daemon thread from {@link #start} to {@link #close}.
 *
 * <p>The content itself is compared, not its time stamp: that sees replaced files, renames, swapped
 * links of a mounted ConfigMap and two edits within a tick alike, and costs microseconds for a file
 * of this size. A new content counts once two looks in a row found it, so that a file that is being
 * written is not taken by half.
 */
public final class WatchedText implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WatchedText.class.getName());
  private static final int MOST_BYTES = 4 << 20;

  private final Path path;
  private final Duration every;
  private final Content first;
  private final Thread thread;

  /**
   * @param every time between looks; a change is told after at most three of them
   * @param changed told of each settled content after the first, from the watch's thread
   */
  public WatchedText(Path path, Duration every, String thread, Consumer<Content> changed) {
    this.path = path;
    this.every = every;
    this.first = Content.of(path);
    this.thread = Thread.ofPlatform().daemon().name(thread).unstarted(() -> look(changed));
  }

  /** What was there when this was made. */
  public Content first() {
    return first;
  }

  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void look(Consumer<Content> changed) {
    Content settled = first;
    Content last = first;
    while (pause()) {
      Content now = Content.of(path);
      if (now.equals(last) && !now.equals(settled)) {
        settled = now;
        try {
          changed.accept(now);
        } catch (RuntimeException e) { // Someone else's bug must not end the watch.
          LOG.log(System.Logger.Level.ERROR, "a listener of " + path + " failed", e);
        }
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

  /** What a look found: bytes, or why there are none. */
  public record Content(ByteBuffer bytes, String problem) {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private static Content of(Path path) {
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

    /**
     * The text.
     *
     * @throws UnreadableException with what is wrong with the file
     */
    public String text() throws UnreadableException {
      if (!problem.isEmpty()) {
        throw new UnreadableException(problem);
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
      } catch (CharacterCodingException e) {
        throw new UnreadableException("is not UTF-8");
      }
    }
  }

  /** The file holds no text. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    private UnreadableException(String reason) {
      super(reason);
      this.reason = reason;
    }

    /** What is wrong with the file, to be said behind its name. */
    public String reason() {
      return reason;
    }
  }
}
