package dev.signalbox.platform.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Walks over records, read from where they lie in pieces of many. Ends where they do, or before one
 * that is not whole. Used by one thread.
 */
final class RecordWalk {
  private static final int PIECE = 256 << 10;

  private final Source source;
  private final long end;
  private byte[] piece;
  private int at;
  private int filled;
  private int length;
  private long next;

  /** Bytes by their offset. */
  @FunctionalInterface
  interface Source {
    /** Reads some bytes from {@code offset}; -1 behind the last. */
    int read(ByteBuffer into, long offset) throws IOException;
  }

  /**
   * @param from where a record begins
   * @param end where the last one ends
   */
  RecordWalk(Source source, long from, long end) {
    this.source = source;
    this.end = end;
    this.next = from;
    this.piece = new byte[(int) Math.clamp(end - from, RecordCodec.HEADER_BYTES, PIECE)];
  }

  /** Goes on to the next record; false when there is none, or none that is whole. */
  boolean advance() throws IOException {
    int header = RecordCodec.HEADER_BYTES;
    at += length == 0 ? 0 : header + length;
    length = 0;
    if (end - next < header || !holds(header)) {
      return false;
    }
    ByteBuffer head = ByteBuffer.wrap(piece, at, header);
    int bytes = head.getInt();
    int checksum = head.getInt();
    if (bytes < 1
        || bytes > RecordCodec.MAX_PAYLOAD_BYTES
        || end - next - header < bytes
        || !holds(header + bytes)
        || RecordCodec.checksum(piece, at + header, bytes) != checksum) {
      return false;
    }
    length = bytes;
    next += header + bytes;
    return true;
  }

  /** Whether so many bytes from the place are in memory, or could be read there. */
  private boolean holds(int bytes) throws IOException {
    if (filled - at >= bytes) {
      return true;
    }
    System.arraycopy(piece, at, piece, 0, filled - at);
    filled -= at;
    at = 0;
    if (bytes > piece.length) {
      piece = Arrays.copyOf(piece, bytes);
    }
    long most = Math.min(piece.length, end - next);
    ByteBuffer into = ByteBuffer.wrap(piece, filled, (int) most - filled);
    while (filled < bytes) {
      int read = source.read(into, next + filled);
      if (read < 0) {
        return false;
      }
      filled += read;
    }
    return true;
  }

  /** Where the record ends that was come to; before the first, where the walk began. */
  long offset() {
    return next;
  }

  /** Whether all of it was walked. */
  boolean atEnd() {
    return next >= end;
  }

  RecordCodec.Decoded decode() throws IOException {
    return RecordCodec.decode(piece, at + RecordCodec.HEADER_BYTES, length);
  }

  /** The record as it lies there. */
  ByteBuffer record() {
    return ByteBuffer.wrap(piece, at, RecordCodec.HEADER_BYTES + length);
  }
}
