package dev.signalbox.platform.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * How far delivery has come. Two slots of {@code long generation, long segment, long offset, int
 * crc32c} are written in turn, so that a torn write leaves the older one, and the worst is a
 * repeated delivery.
 */
final class Cursor implements AutoCloseable {
  private static final int SLOT_BYTES = 28;

  private final FileChannel channel;
  private long generation;
  private SpoolPosition position = new SpoolPosition(0, 0);

  private Cursor(FileChannel channel) {
    this.channel = channel;
  }

  static Cursor open(Path directory) throws IOException {
    Cursor cursor =
        new Cursor(
            FileChannel.open(
                directory.resolve("cursor"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    cursor.load();
    return cursor;
  }

  private void load() throws IOException {
    for (int slot = 0; slot < 2; slot++) {
      ByteBuffer buffer = ByteBuffer.allocate(SLOT_BYTES);
      if (channel.read(buffer, (long) slot * SLOT_BYTES) != SLOT_BYTES) {
        continue;
      }
      buffer.flip();
      long candidate = buffer.getLong();
      SpoolPosition place = new SpoolPosition(buffer.getLong(), buffer.getLong());
      if (buffer.getInt() == checksum(buffer.array()) && candidate > generation) {
        generation = candidate;
        position = place;
      }
    }
  }

  SpoolPosition position() {
    return position;
  }

  void advance(SpoolPosition to) throws IOException {
    generation++;
    ByteBuffer buffer = ByteBuffer.allocate(SLOT_BYTES);
    buffer.putLong(generation).putLong(to.segment()).putLong(to.offset());
    buffer.putInt(checksum(buffer.array()));
    channel.write(buffer.flip(), (generation & 1) * SLOT_BYTES);
    position = to;
  }

  private static int checksum(byte[] slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot, 0, SLOT_BYTES - Integer.BYTES);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
