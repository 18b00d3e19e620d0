package dev.signalbox.platform.spool;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.zip.CRC32C;

/** On disk a record is {@code int length, int crc32c, byte[length] payload}, big-endian. */
final class RecordCodec {
  static final int HEADER_BYTES = 8;
  static final int MAX_PAYLOAD_BYTES = 1 << 20;

  private RecordCodec() {}

  /** A decoded payload. */
  record Decoded(String topic, CloudEvent event) {}

  static ByteBuffer encode(String topic, CloudEvent event) {
    byte[] payload = payload(topic, event);
    if (payload.length > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "an event of " + payload.length + " bytes is over the spool's " + MAX_PAYLOAD_BYTES);
    }
    ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + payload.length);
    buffer.putInt(payload.length).putInt(checksum(payload)).put(payload);
    return buffer.flip();
  }

  static int checksum(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload, 0, payload.length);
    return (int) crc.getValue();
  }

  private static byte[] payload(String topic, CloudEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + event.data().length);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(topic);
      out.writeUTF(event.id());
      out.writeUTF(event.type());
      out.writeUTF(event.source());
      out.writeUTF(event.subject());
      Instant time = event.time();
      out.writeLong(time.getEpochSecond());
      out.writeInt(time.getNano());
      out.writeUTF(event.partitionKey());
      String traceparent = event.traceparent();
      out.writeUTF(traceparent == null ? "" : traceparent);
      out.writeInt(event.data().length);
      out.write(event.data());
    } catch (IOException e) {
      throw new IllegalArgumentException("the event can't be encoded: " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IOException when the payload, though its checksum is right, is no event
   */
  static Decoded decode(byte[] payload) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      String topic = in.readUTF();
      String id = in.readUTF();
      String type = in.readUTF();
      String source = in.readUTF();
      String subject = in.readUTF();
      Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
      String key = in.readUTF();
      String traceparent = in.readUTF();
      byte[] data = new byte[in.readInt()];
      in.readFully(data);
      return new Decoded(
          topic,
          new CloudEvent(
              id,
              type,
              source,
              subject,
              time,
              key,
              traceparent.isEmpty() ? null : traceparent,
              data));
    }
  }
}
