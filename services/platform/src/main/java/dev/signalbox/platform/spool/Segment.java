package dev.signalbox.platform.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One segment file. Not thread-safe: the spool's lock guards it. */
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
    long count = 0;
    long position = offset;
    byte[] payload = read(position);
    while (payload != null) {
      count++;
      position += RecordCodec.HEADER_BYTES + payload.length;
      payload = read(position);
    }
    return count;
  }

  private long lastIntactEnd() throws IOException {
    long position = 0;
    long size = channel.size();
    while (position < size) {
      byte[] payload = payloadAt(position, size);
      if (payload == null) {
        return position;
      }
      position += RecordCodec.HEADER_BYTES + payload.length;
    }
    return position;
  }

  long number() {
    return number;
  }

  /** Bytes of intact records. */
  long end() {
    return end;
  }

  /**
   * Appends one encoded record; when the write fails half-way the segment ends where it did before.
   */
  void append(ByteBuffer record) throws IOException {
    long position = end;
    int length = record.remaining();
    while (record.hasRemaining()) {
      position += channel.write(record, position);
    }
    end += length;
  }

  /** The payload of the record at {@code offset}, or null when there is no intact record. */
  byte @Nullable [] read(long offset) throws IOException {
    return payloadAt(offset, end);
  }

  private byte @Nullable [] payloadAt(long offset, long limit) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(RecordCodec.HEADER_BYTES);
    if (offset + RecordCodec.HEADER_BYTES > limit || !readFully(header, offset)) {
      return null;
    }
    int length = header.flip().getInt();
    int checksum = header.getInt();
    long start = offset + RecordCodec.HEADER_BYTES;
    if (length < 0 || length > RecordCodec.MAX_PAYLOAD_BYTES || start + length > limit) {
      return null;
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (!readFully(payload, start) || RecordCodec.checksum(payload.array()) != checksum) {
      return null;
    }
    return payload.array();
  }

  private boolean readFully(ByteBuffer buffer, long offset) throws IOException {
    long position = offset;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position);
      if (read < 0) {
        return false;
      }
      position += read;
    }
    return true;
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
