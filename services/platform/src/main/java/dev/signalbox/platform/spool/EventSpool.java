package dev.signalbox.platform.spool;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
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
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The spool of one process. Any thread appends (one short write into the page cache, no disk wait);
 * one drain reads and acknowledges. A second process on the same directory is refused.
 */
public final class EventSpool implements AutoCloseable {
  private final Path directory;
  private final SpoolLimits limits;
  private final FileChannel lockFile;
  private final Cursor cursor;
  private final NavigableMap<Long, Segment> segments = new TreeMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long cutBytes;
  private long backlogEvents;
  private long damagedRecords;
  private boolean unflushed;
  private boolean closed;

  private EventSpool(Path directory, SpoolLimits limits, FileChannel lockFile) throws IOException {
    this.directory = directory;
    this.limits = limits;
    this.lockFile = lockFile;
    this.cursor = Cursor.open(directory);
    this.cutBytes = recover();
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

  private long recover() throws IOException {
    long cut = 0;
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Segment::isSegment).sorted().toList()) {
        Segment segment = Segment.recover(file);
        cut += segment.cut();
        segments.put(segment.number(), segment);
      }
    }
    deleteDelivered();
    if (segments.isEmpty()) {
      addSegment(cursor.position().segment() + 1);
    }
    backlogEvents = count(cursor.position());
    return cut;
  }

  private Segment addSegment(long number) throws IOException {
    Segment segment = Segment.create(directory, number);
    segments.put(number, segment);
    return segment;
  }

  /**
   * Appends an event; on return it survives the end of this process.
   *
   * @throws SpoolFullException when the undelivered bytes are at their bound; nothing was appended
   * @throws UncheckedIOException when the disk refuses; nothing was appended
   */
  public void append(String topic, CloudEvent event) {
    ByteBuffer record = RecordCodec.encode(topic, event);
    lock.lock();
    try {
      long bytes = bytesHeld();
      if (bytes + record.remaining() > limits.maxBytes()) {
        throw new SpoolFullException(bytes, limits.maxBytes());
      }
      Segment last = segments.lastEntry().getValue();
      if (last.end() > 0 && last.end() + record.remaining() > limits.segmentBytes()) {
        last.force();
        last = addSegment(last.number() + 1);
      }
      last.append(record);
      unflushed = true;
      backlogEvents++;
      changed.signalAll();
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't write to " + directory, e);
    } finally {
      lock.unlock();
    }
  }

  /** Up to {@code max} undelivered events, oldest first; empty when there is none. */
  List<SpooledEvent> read(int max) {
    lock.lock();
    try {
      return readFrom(cursor.position(), max);
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't read " + directory, e);
    } finally {
      lock.unlock();
    }
  }

  private long count(SpoolPosition from) throws IOException {
    long count = 0;
    for (Map.Entry<Long, Segment> entry : segments.tailMap(from.segment(), true).entrySet()) {
      count += entry.getValue().count(entry.getKey() == from.segment() ? from.offset() : 0);
    }
    return count;
  }

  private List<SpooledEvent> readFrom(SpoolPosition from, int max) throws IOException {
    List<SpooledEvent> events = new ArrayList<>();
    for (Map.Entry<Long, Segment> entry : segments.tailMap(from.segment(), true).entrySet()) {
      long offset = entry.getKey() == from.segment() ? from.offset() : 0;
      readSegment(entry.getValue(), offset, max, events);
      if (events.size() >= max) {
        return events;
      }
    }
    return events;
  }

  private void readSegment(Segment segment, long from, int max, List<SpooledEvent> events)
      throws IOException {
    long offset = from;
    while (events.size() < max && offset < segment.end()) {
      byte[] payload = segment.read(offset);
      if (payload == null) {
        // What follows in this segment can't be found any more; later segments can.
        damagedRecords++;
        return;
      }
      offset += RecordCodec.HEADER_BYTES + payload.length;
      RecordCodec.Decoded decoded = RecordCodec.decode(payload);
      events.add(
          new SpooledEvent(
              decoded.topic(), decoded.event(), new SpoolPosition(segment.number(), offset)));
    }
  }

  /**
   * Marks all events up to and with {@code last} as delivered; {@code count} of them were not so
   * before.
   */
  void acknowledge(SpooledEvent last, int count) {
    lock.lock();
    try {
      cursor.advance(last.next());
      backlogEvents = damagedRecords == 0 ? backlogEvents - count : count(cursor.position());
      deleteDelivered();
      changed.signalAll();
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't write its cursor in " + directory, e);
    } finally {
      lock.unlock();
    }
  }

  private void deleteDelivered() throws IOException {
    SpoolPosition delivered = cursor.position();
    while (segments.size() > 1 && segments.firstKey() < delivered.segment()) {
      segments.pollFirstEntry().getValue().delete();
    }
    if (segments.size() == 1 && fullyDelivered(segments.firstEntry().getValue(), delivered)) {
      Segment old = segments.firstEntry().getValue();
      addSegment(old.number() + 1);
      segments.remove(old.number());
      old.delete();
    }
  }

  private boolean fullyDelivered(Segment segment, SpoolPosition delivered) {
    return segment.number() < delivered.segment()
        || (segment.number() == delivered.segment()
            && delivered.offset() >= segment.end()
            && segment.end() > limits.segmentBytes() / 2);
  }

  /** Those of {@code ids} whose events are still on disk, delivered or not. Reads all of it. */
  public Set<String> holding(Set<String> ids) {
    Set<String> found = new HashSet<>();
    lock.lock();
    try {
      for (Segment segment : segments.values()) {
        long offset = 0;
        byte[] payload = segment.read(offset);
        while (payload != null) {
          String id = RecordCodec.decode(payload).event().id();
          if (ids.contains(id)) {
            found.add(id);
          }
          offset += RecordCodec.HEADER_BYTES + payload.length;
          payload = segment.read(offset);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't read " + directory, e);
    } finally {
      lock.unlock();
    }
    return found;
  }

  /** Waits until there may be something to read, at most {@code atMost}. */
  void awaitEvents(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (backlogEvents == 0 && !closed && nanos > 0) {
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
      while (backlogEvents > 0 && !closed) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
      return backlogEvents == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Forces what was appended to the disk itself; appending goes on meanwhile. */
  void flush() {
    Segment unforced = takeUnflushed();
    if (unforced == null) {
      return;
    }
    try {
      unforced.force();
    } catch (ClosedChannelException e) {
      // Delivered and deleted meanwhile: nothing is left to force.
    } catch (IOException e) {
      throw new UncheckedIOException("the event spool can't flush " + directory, e);
    }
  }

  private @Nullable Segment takeUnflushed() {
    lock.lock();
    try {
      boolean due = unflushed && !closed;
      unflushed = false;
      return due ? segments.lastEntry().getValue() : null;
    } finally {
      lock.unlock();
    }
  }

  public SpoolLimits limits() {
    return limits;
  }

  /** Events appended and not yet delivered. */
  public long backlogEvents() {
    lock.lock();
    try {
      return backlogEvents;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes held on disk; delivered ones count until their segment is deleted. */
  public long backlogBytes() {
    lock.lock();
    try {
      return bytesHeld();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether an event of ordinary size would still be accepted; admission asks before it takes work.
   */
  public boolean hasRoom() {
    return backlogBytes() + RecordCodec.MAX_PAYLOAD_BYTES / 16 <= limits.maxBytes();
  }

  /** Bytes of a torn tail that recovery removed when the spool was opened. */
  public long cutBytes() {
    return cutBytes;
  }

  /** Records that the disk gave back damaged since the spool was opened. */
  public long damagedRecords() {
    lock.lock();
    try {
      return damagedRecords;
    } finally {
      lock.unlock();
    }
  }

  private long bytesHeld() {
    long bytes = 0;
    for (Segment segment : segments.values()) {
      bytes += segment.end();
    }
    return bytes;
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
      for (Segment segment : segments.values()) {
        segment.force();
        segment.close();
      }
      cursor.close();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }
}
