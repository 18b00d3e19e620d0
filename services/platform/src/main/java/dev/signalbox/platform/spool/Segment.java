package dev.signalbox.platform.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One segment file. Not thread-safe but for walks: the spool's lock guards it. */
final class Segment implements AutoCloseable {
  private static final String SUFFIX = ".segment";

  private final long number;
  private final Path file;
  private final FileChannel channel;
  private long end;

  private Segment(long number, Path file, FileChannel channel, long end) {
    this.number = number;
    this.file = file;
    this.channel = channel;
    this.end = end;
  }

  static boolean isSegment(Path file) {
    return file.getFileName().toString().matches("\\d{19}\\.segment");
  }

  static long numberOf(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  static Segment create(Path directory, long number) throws IOException {
    Path file = directory.resolve("%019d%s".formatted(number, SUFFIX));
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new Segment(number, file, channel, 0);
  }

  /** Opens what a former process left: {@link #cut} then removes a torn or damaged tail. */
  static Segment recover(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment = new Segment(numberOf(file), file, channel, channel.size());
    segment.end = segment.lastIntactEnd();
    return segment;
  }

  /**
   * Moves the bytes behind the last intact record to a file beside the segment; answers how many
   * they were.
   */
  long cut() throws IOException {
    long excess = channel.size() - end;
    if (excess > 0) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      try (FileChannel copy =
          FileChannel.open(aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.transferTo(end, excess, copy);
      }
      channel.truncate(end);
    }
    return excess;
  }

  /** Number of records behind {@code offset}. */
  long count(long offset) throws IOException {
    RecordWalk walk = walk(offset, end);
    long count = 0;
    while (walk.advance()) {
      count++;
    }
    return count;
  }

  /**
   * Over the records between two places of this file. What was written stays as it is, so that no
   * lock is needed.
   */
  RecordWalk walk(long from, long to) {
    return new RecordWalk(channel::read, from, to);
  }

  private long lastIntactEnd() throws IOException {
    RecordWalk walk = walk(0, channel.size());
    while (walk.advance()) {
      // The walk itself is what is wanted.
    }
    return walk.offset();
  }

  long number() {
    return number;
  }

  /** Bytes of intact records. */
  long end() {
    return end;
  }

  /** Appends whole records; when the write fails half-way the segment ends where it did before. */
  void append(ByteBuffer... records) throws IOException {
    long position = end;
    for (ByteBuffer record : records) {
      while (record.hasRemaining()) {
        position += channel.write(record, position);
      }
    }
    end = position;
  }

  void force() throws IOException {
    channel.force(false);
  }

  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
