package dev.signalbox.platform.spool;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The newest records of a spool, which are not in their segment yet: in a mapped file of a fixed
 * size, so that appending is a copy into memory that the kernel owns, without a call, and survives
 * a SIGKILL of this process. Not thread-safe: the spool's lock guards it.
 *
 * <p>The file: {@code long magic, long segment, long offset, long length}, then {@code length}
 * bytes of whole records that belong at {@code offset} of {@code segment}.
 */
final class Tail {
  /** Bytes of records; few enough to stay in the processor's cache. */
  static final int ROOM = 256 << 10;

  private static final long MAGIC = 0x5349474E5441494CL;
  private static final int SEGMENT = Long.BYTES;
  private static final int OFFSET = 2 * Long.BYTES;
  private static final int LENGTH = 3 * Long.BYTES;
  private static final int RECORDS = 4 * Long.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final MappedByteBuffer memory;
  private int length;

  private Tail(MappedByteBuffer memory) {
    this.memory = memory;
    this.length = (int) Math.clamp(memory.getLong(LENGTH), 0, ROOM);
  }

  /** Opens or makes the file; a new one is written in full, so that a full disk is found now. */
  static Tail open(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) == RECORDS + ROOM) {
      Tail found = map(file);
      if (found.memory.getLong(0) == MAGIC) {
        return found;
      }
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, ByteBuffer.allocate(RECORDS + ROOM).putLong(MAGIC).array());
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    return map(file);
  }

  private static Tail map(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Tail(channel.map(FileChannel.MapMode.READ_WRITE, 0, RECORDS + ROOM));
    }
  }

  /**
   * What a former process had not moved.
   *
   * @param offset of the first record, in its segment
   */
  record Left(long segment, long offset, byte[] records) {}

  /** Absent when everything was moved. */
  @Nullable Left left() {
    if (length == 0) {
      return null;
    }
    byte[] records = new byte[length];
    memory.get(RECORDS, records);
    return new Left(memory.getLong(SEGMENT), memory.getLong(OFFSET), records);
  }

  /** Everything that was here lies in its segment; what comes next belongs at this place. */
  void begin(long segment, long offset) {
    // First: between the two a kill leaves nothing here, not records at a wrong place.
    length(0);
    memory.putLong(SEGMENT, segment);
    memory.putLong(OFFSET, offset);
  }

  boolean fits(int bytes) {
    return length + bytes <= ROOM;
  }

  /** Appends one record, which fits. */
  void add(byte[] head, byte[] data) {
    int at = RECORDS + length;
    memory.put(at, head);
    memory.put(at + head.length, data);
    // Last: a record is here once it is whole.
    length(length + head.length + data.length);
  }

  private void length(int bytes) {
    LONGS.setRelease(memory, LENGTH, (long) bytes);
    length = bytes;
  }

  int length() {
    return length;
  }

  /** The records that wait. */
  ByteBuffer records() {
    return memory.slice(RECORDS, length);
  }
}
