package dev.signalbox.platform.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a spool holds on disk: segment files, oldest first, behind them the tail, and how far
 * delivery has come. Not thread-safe: the spool's lock guards it.
 */
final class Segments implements AutoCloseable {
  private final Path directory;
  private final long segmentBytes;
  private final Cursor cursor;
  private final Tail tail;
  private final NavigableMap<Long, Segment> files = new TreeMap<>();
  private final List<Segment> unforced = new ArrayList<>();
  private long cut;
  private long inFiles;
  private boolean unflushed;

  /** A part of a segment that was written and not delivered. */
  record Stretch(Segment segment, long from, long to) {}

  Segments(Path directory, long segmentBytes) throws IOException {
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.cursor = Cursor.open(directory);
    this.tail = Tail.open(directory.resolve("tail"));
    try (Stream<Path> found = Files.list(directory)) {
      for (Path file : found.filter(Segment::isSegment).sorted().toList()) {
        Segment segment = Segment.recover(file);
        cut += segment.cut();
        files.put(segment.number(), segment);
        inFiles += segment.end();
      }
    }
    recoverTail();
    tail.begin(cursor.position().segment(), 0);
    for (Segment delivered : takeDelivered()) {
      delivered.delete();
    }
    if (files.isEmpty()) {
      add(cursor.position().segment() + 1);
    }
    tail.begin(last().number(), last().end());
  }

  /**
   * Puts what a killed process had in its tail where it belongs. A part of it may lie there
   * already: the same bytes, at the same place.
   */
  private void recoverTail() throws IOException {
    Tail.Left left = tail.left();
    if (left == null) {
      return;
    }
    Segment there = files.get(left.segment());
    if (there == null) {
      boolean delivered = left.segment() < cursor.position().segment();
      if (delivered || (!files.isEmpty() && files.lastKey() > left.segment())) {
        return;
      }
      there = add(left.segment());
    }
    long before = there.end();
    byte[] records = left.records();
    RecordWalk walk =
        new RecordWalk(
            (into, offset) -> {
              int bytes = Math.min(into.remaining(), records.length - (int) offset);
              into.put(records, (int) offset, bytes);
              return bytes;
            },
            0,
            records.length);
    long begins = left.offset();
    while (walk.advance()) {
      if (begins >= before) {
        append(there, walk.record());
      }
      begins = left.offset() + walk.offset();
    }
  }

  private Segment add(long number) throws IOException {
    Segment segment = Segment.create(directory, number);
    files.put(number, segment);
    return segment;
  }

  private Segment last() {
    return files.lastEntry().getValue();
  }

  private void append(Segment segment, ByteBuffer... records) throws IOException {
    long before = segment.end();
    segment.append(records);
    inFiles += segment.end() - before;
  }

  /**
   * Appends a record; when the disk refuses, nothing was appended.
   *
   * @param head all of it but {@code data}
   */
  void append(byte[] head, byte[] data) throws IOException {
    int bytes = head.length + data.length;
    long end = last().end() + tail.length();
    if (end > 0 && end + bytes > segmentBytes) {
      spill();
      unforced.add(last());
      Segment next = add(last().number() + 1);
      tail.begin(next.number(), 0);
    }
    if (!tail.fits(bytes)) {
      spill();
    }
    if (tail.fits(bytes)) {
      tail.add(head, data);
    } else {
      append(last(), ByteBuffer.wrap(head), ByteBuffer.wrap(data));
      tail.begin(last().number(), last().end());
    }
    unflushed = true;
  }

  /** Moves the tail's records into their segment, in one write. */
  void spill() throws IOException {
    if (tail.length() > 0) {
      append(last(), tail.records());
      tail.begin(last().number(), last().end());
    }
  }

  /** What is not delivered, oldest first; may be read without the lock. */
  List<Stretch> undelivered() throws IOException {
    spill();
    SpoolPosition from = cursor.position();
    List<Stretch> found = new ArrayList<>();
    for (Map.Entry<Long, Segment> entry : files.tailMap(from.segment(), true).entrySet()) {
      Segment segment = entry.getValue();
      long begin = segment.number() == from.segment() ? from.offset() : 0;
      if (begin < segment.end()) {
        found.add(new Stretch(segment, begin, segment.end()));
      }
    }
    return found;
  }

  /** Everything that is on disk, delivered or not. */
  List<Stretch> all() throws IOException {
    spill();
    return files.values().stream().map(each -> new Stretch(each, 0, each.end())).toList();
  }

  /** Number of undelivered records; reads all of them. */
  long count() throws IOException {
    long count = 0;
    for (Stretch stretch : undelivered()) {
      count += stretch.segment().count(stretch.from());
    }
    return count;
  }

  /** Everything before {@code to} is delivered; answers files to be deleted without the lock. */
  List<Segment> delivered(SpoolPosition to) throws IOException {
    cursor.advance(to);
    return takeDelivered();
  }

  private List<Segment> takeDelivered() throws IOException {
    List<Segment> taken = new ArrayList<>();
    SpoolPosition delivered = cursor.position();
    while (files.size() > 1 && files.firstKey() < delivered.segment()) {
      taken.add(files.pollFirstEntry().getValue());
    }
    if (files.size() == 1 && tail.length() == 0 && fullyDelivered(last(), delivered)) {
      Segment old = last();
      Segment next = add(old.number() + 1);
      tail.begin(next.number(), 0);
      files.remove(old.number());
      taken.add(old);
    }
    taken.forEach(each -> inFiles -= each.end());
    unforced.removeAll(taken);
    return taken;
  }

  private boolean fullyDelivered(Segment segment, SpoolPosition delivered) {
    return segment.number() < delivered.segment()
        || (segment.number() == delivered.segment()
            && delivered.offset() >= segment.end()
            && segment.end() > segmentBytes / 2);
  }

  /** The files with something in them that the disk may not have yet. */
  List<Segment> takeUnflushed() throws IOException {
    spill();
    List<Segment> due = new ArrayList<>(unforced);
    unforced.clear();
    if (unflushed) {
      due.add(last());
    }
    unflushed = false;
    return due;
  }

  /** Forces files to the disk; appending goes on meanwhile. */
  static void force(List<Segment> due) throws IOException {
    for (Segment segment : due) {
      try {
        segment.force();
      } catch (ClosedChannelException e) {
        // Delivered and deleted meanwhile: nothing is left to force.
      }
    }
  }

  /** Bytes held, delivered ones in files that are not deleted yet among them. */
  long bytes() {
    return inFiles + tail.length();
  }

  /** Bytes of torn tails of files that were removed when they were opened. */
  long cut() {
    return cut;
  }

  @Override
  public void close() throws IOException {
    spill();
    for (Segment segment : files.values()) {
      segment.force();
      segment.close();
    }
    cursor.close();
  }
}
