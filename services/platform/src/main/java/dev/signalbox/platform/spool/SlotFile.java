package dev.signalbox.platform.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notes on what is under way, one slot each, in a mapped file of a fixed size: writing one is a
 * copy into memory that the kernel owns, without a call, and survives a SIGKILL of this process.
 * What was taken and not freed is found by the next process. Thread-safe; a taken slot's values are
 * written by one thread at a time. The spool's lock keeps a second process away.
 *
 * <p>The file: {@code long magic, int slots, int slotBytes}, padded to a slot; then slots of {@code
 * long sequence (0 when free), long[VALUES], int length, int crc32c, payload}.
 */
public final class SlotFile implements AutoCloseable {
  /** Numbers beside a payload that may change while the slot is taken. */
  public static final int VALUES = 10;

  /** What {@link #take} answers when every slot is taken, or the payload is too long. */
  public static final int NONE = -1;

  private static final long MAGIC = 0x5349474E534C4F54L;
  private static final int SEQUENCE = 0;
  private static final int FIRST_VALUE = Long.BYTES;
  private static final int LENGTH = FIRST_VALUE + VALUES * Long.BYTES;
  private static final int CHECKSUM = LENGTH + Integer.BYTES;
  private static final int PAYLOAD = CHECKSUM + Integer.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final MappedByteBuffer memory;
  private final int slotBytes;
  private final int[] free;
  private final List<Leftover> leftovers;
  private int freeCount;
  private long sequence;

  /**
   * What a former process was doing when it ended.
   *
   * @param slot to be freed once that is dealt with
   * @param sequence higher for what was begun later
   */
  public record Leftover(int slot, long sequence, byte[] payload, long[] values) {}

  private SlotFile(MappedByteBuffer memory, int slots, int slotBytes) {
    this.memory = memory;
    this.slotBytes = slotBytes;
    this.free = new int[slots];
    this.leftovers = new ArrayList<>();
    Deque<Integer> empty = new ArrayDeque<>();
    for (int slot = 0; slot < slots; slot++) {
      if (!recover(slot)) {
        empty.push(slot);
      }
    }
    // The lowest on top: as few pages as possible are ever written.
    for (int slot : empty) {
      free[freeCount++] = slot;
    }
    leftovers.sort(Comparator.comparingLong(Leftover::sequence));
  }

  /**
   * Opens or makes the file. One of another shape is kept as long as it holds leftovers.
   *
   * @param slots most that may be under way at once
   * @param slotBytes a payload may have {@code slotBytes} less {@code 96}; a multiple of 8
   * @throws UncheckedIOException when the file can't be used
   */
  public static SlotFile open(Path file, int slots, int slotBytes) {
    if (slots < 1 || slotBytes % Long.BYTES != 0 || slotBytes <= PAYLOAD) {
      throw new IllegalArgumentException("no slots of " + slotBytes + " bytes");
    }
    try {
      SlotFile old = existing(file);
      if (old != null && (old.isOf(slots, slotBytes) || !old.leftovers.isEmpty())) {
        return old;
      }
      return create(file, slots, slotBytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable SlotFile existing(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES);
      if (channel.read(header, 0) < header.capacity()) {
        return null;
      }
      header.flip();
      boolean ours = header.getLong() == MAGIC;
      int slots = header.getInt();
      int slotBytes = header.getInt();
      long bytes = (long) slotBytes * (slots + 1L);
      return ours && slots > 0 && slotBytes > PAYLOAD && channel.size() == bytes
          ? new SlotFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes), slots, slotBytes)
          : null;
    }
  }

  /** Written out in full, so that a full disk is told now and not by a fault of the memory. */
  private static SlotFile create(Path file, int slots, int slotBytes) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    long bytes = (long) slotBytes * (slots + 1L);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(slotBytes);
      zeros.putLong(MAGIC).putInt(slots).putInt(slotBytes);
      while (channel.position() < bytes) {
        channel.write(zeros.clear());
        if (channel.position() == slotBytes) {
          Arrays.fill(zeros.array(), (byte) 0);
        }
      }
      SlotFile opened =
          new SlotFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes), slots, slotBytes);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      return opened;
    }
  }

  private boolean isOf(int slots, int bytes) {
    return free.length == slots && slotBytes == bytes;
  }

  /** Whether the slot holds something; one whose payload is damaged is freed. */
  private boolean recover(int slot) {
    int at = start(slot);
    long taken = memory.getLong(at + SEQUENCE);
    if (taken == 0) {
      return false;
    }
    int length = memory.getInt(at + LENGTH);
    byte[] payload = new byte[Math.clamp(length, 0, slotBytes - PAYLOAD)];
    memory.get(at + PAYLOAD, payload);
    if (payload.length != length || RecordCodec.checksum(payload) != memory.getInt(at + CHECKSUM)) {
      memory.putLong(at + SEQUENCE, 0);
      return false;
    }
    long[] values = new long[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = memory.getLong(at + FIRST_VALUE + i * Long.BYTES);
    }
    leftovers.add(new Leftover(slot, taken, payload, values));
    sequence = Math.max(sequence, taken);
    return true;
  }

  private int start(int slot) {
    return (slot + 1) * slotBytes;
  }

  /** What a former process left, oldest first. */
  public List<Leftover> leftovers() {
    return List.copyOf(leftovers);
  }

  /** Takes a slot and writes the payload; all values are 0. {@link #NONE} when there is no room. */
  public int take(byte[] payload) {
    if (payload.length > slotBytes - PAYLOAD) {
      return NONE;
    }
    int slot;
    long mine;
    synchronized (this) {
      if (freeCount == 0) {
        return NONE;
      }
      slot = free[--freeCount];
      mine = ++sequence;
    }
    int at = start(slot);
    for (int i = 0; i < VALUES; i++) {
      memory.putLong(at + FIRST_VALUE + i * Long.BYTES, 0);
    }
    memory.putInt(at + LENGTH, payload.length);
    memory.putInt(at + CHECKSUM, RecordCodec.checksum(payload));
    memory.put(at + PAYLOAD, payload);
    // Last: a slot is taken once it is whole.
    LONGS.setRelease(memory, at + SEQUENCE, mine);
    return slot;
  }

  /**
   * Writes one of a taken slot's numbers, after all that were written before it.
   *
   * @param index from 0 to below {@link #VALUES}
   */
  public void set(int slot, int index, long value) {
    LONGS.setRelease(memory, start(slot) + FIRST_VALUE + index * Long.BYTES, value);
  }

  /** Gives a slot back. */
  public void free(int slot) {
    LONGS.setRelease(memory, start(slot) + SEQUENCE, 0L);
    synchronized (this) {
      free[freeCount++] = slot;
    }
  }

  /** Slots that are taken now, leftovers included. */
  public synchronized int taken() {
    return free.length - freeCount;
  }

  /** Writes what is in memory to the disk; the mapping itself ends with the process. */
  @Override
  public void close() {
    memory.force();
  }
}
