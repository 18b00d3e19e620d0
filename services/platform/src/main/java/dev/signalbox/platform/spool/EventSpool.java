package dev.signalbox.platform.spool;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The spool of one process. Any thread appends (a copy into mapped memory, now and then a write
 * into the page cache, no disk wait); one drain reads and acknowledges. A second process on the
 * same directory is refused.
 */
public final class EventSpool implements AutoCloseable {
  private final Path directory;
  private final SpoolLimits limits;
  private final FileChannel lockFile;
  private final Segments segments;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long waiting;
  private long damaged;
  private volatile long backlogEvents;
  private volatile long backlogBytes;
  private volatile long damagedRecords;
  private boolean closed;

  private EventSpool(Path directory, SpoolLimits limits, FileChannel lockFile) throws IOException {
    this.directory = directory;
    this.limits = limits;
    this.lockFile = lockFile;
    this.segments = new Segments(directory, limits.segmentBytes());
    this.waiting = segments.count();
    this.backlogEvents = waiting;
    this.backlogBytes = segments.bytes();
  }

  /**
   * Opens the spool, making the directory where it is absent, and recovers what a former process
   * left.
   *
   * @throws UncheckedIOException when the directory can't be used or another process holds it
   */
  public static EventSpool open(Path directory, SpoolLimits limits) {
    try {
      Files.createDirectories(directory);
      FileChannel lockFile =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      acquire(lockFile, directory);
      return new EventSpool(directory, limits, lockFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void acquire(FileChannel lockFile, Path directory) throws IOException {
    FileLock held;
    try {
      held = lockFile.tryLock();
    } catch (OverlappingFileLockException e) {
      held = null;
    }
    if (held == null) {
      lockFile.close();
      throw new IOException("another process uses the spool " + directory);
    }
  }

  /**
   * Appends an event; on return it survives the end of this process.
   *
   * @throws SpoolFullException when the undelivered bytes are at their bound; nothing was appended
   * @throws UncheckedIOException when the disk refuses; nothing was appended
   */
  public void append(String topic, CloudEvent event) {
    byte[] data = event.data();
    byte[] head = RecordCodec.head(topic, event);
    lock.lock();
    try {
      if (backlogBytes + head.length + data.length > limits.maxBytes()) {
        throw new SpoolFullException(backlogBytes, limits.maxBytes());
      }
      segments.append(head, data);
      backlogBytes = segments.bytes();
      backlogEvents = ++waiting;
      if (waiting == 1) {
        changed.signalAll();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't write to " + directory, e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Up to {@code max} undelivered events, oldest first; empty when there is none. Only the thread
   * that acknowledges may read: appending goes on meanwhile.
   */
  List<SpooledEvent> read(int max) {
    List<SpooledEvent> events = new ArrayList<>();
    try {
      for (Segments.Stretch stretch : stretches(false)) {
        if (events.size() < max) {
          read(stretch, max, events);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't read " + directory, e);
    }
    return events;
  }

  private List<Segments.Stretch> stretches(boolean all) throws IOException {
    lock.lock();
    try {
      return all ? segments.all() : segments.undelivered();
    } finally {
      lock.unlock();
    }
  }

  private void read(Segments.Stretch stretch, int max, List<SpooledEvent> events)
      throws IOException {
    RecordWalk walk = stretch.segment().walk(stretch.from(), stretch.to());
    while (events.size() < max) {
      if (!walk.advance()) {
        if (!walk.atEnd()) {
          // What follows in this segment can't be found any more; later segments can.
          damaged();
        }
        return;
      }
      RecordCodec.Decoded decoded = walk.decode();
      events.add(
          new SpooledEvent(
              decoded.topic(),
              decoded.event(),
              new SpoolPosition(stretch.segment().number(), walk.offset())));
    }
  }

  private void damaged() {
    lock.lock();
    try {
      damagedRecords = ++damaged;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Marks all events up to and with {@code last} as delivered; {@code count} of them were not so
   * before.
   */
  void acknowledge(SpooledEvent last, int count) {
    try {
      for (Segment segment : delivered(last, count)) {
        segment.delete();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't write its cursor in " + directory, e);
    }
  }

  private List<Segment> delivered(SpooledEvent last, int count) throws IOException {
    lock.lock();
    try {
      List<Segment> done = segments.delivered(last.next());
      waiting = damaged == 0 ? waiting - count : segments.count();
      backlogEvents = waiting;
      backlogBytes = segments.bytes();
      changed.signalAll();
      return done;
    } finally {
      lock.unlock();
    }
  }

  /** Those of {@code ids} whose events are still on disk, delivered or not. Reads all of it. */
  public Set<String> holding(Set<String> ids) {
    Set<String> found = new HashSet<>();
    try {
      for (Segments.Stretch stretch : stretches(true)) {
        RecordWalk walk = stretch.segment().walk(stretch.from(), stretch.to());
        while (walk.advance()) {
          String id = walk.decode().event().id();
          if (ids.contains(id)) {
            found.add(id);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't read " + directory, e);
    }
    return found;
  }

  /** Waits until there may be something to read, at most {@code atMost}. */
  void awaitEvents(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (waiting == 0 && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything appended is delivered; false when {@code atMost} passed before. */
  public boolean awaitDelivered(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    lock.lock();
    try {
      while (waiting > 0 && !closed) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
      return waiting == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Forces what was appended to the disk itself; appending goes on meanwhile. */
  void flush() {
    try {
      Segments.force(takeUnflushed());
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't flush " + directory, e);
    }
  }

  private List<Segment> takeUnflushed() throws IOException {
    lock.lock();
    try {
      return closed ? List.of() : segments.takeUnflushed();
    } finally {
      lock.unlock();
    }
  }

  public SpoolLimits limits() {
    return limits;
  }

  /** Events appended and not yet delivered. */
  public long backlogEvents() {
    return backlogEvents;
  }

  /** Bytes held on disk; delivered ones count until their segment is deleted. */
  public long backlogBytes() {
    return backlogBytes;
  }

  /**
   * Whether an event of ordinary size would still be accepted; admission asks before it takes work.
   */
  public boolean hasRoom() {
    return backlogBytes + RecordCodec.MAX_PAYLOAD_BYTES / 16 <= limits.maxBytes();
  }

  /** Bytes of a torn tail that recovery removed when the spool was opened. */
  public long cutBytes() {
    return segments.cut();
  }

  /** Records that the disk gave back damaged since the spool was opened. */
  public long damagedRecords() {
    return damagedRecords;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      changed.signalAll();
      segments.close();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }
}
