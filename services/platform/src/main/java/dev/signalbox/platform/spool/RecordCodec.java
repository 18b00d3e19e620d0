package dev.signalbox.platform.spool;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * On disk a record is {@code int length, int crc32c, byte[length] payload}, big-endian. The payload
 * has the strings of the event as {@link DataOutputStream#writeUTF} writes them, and its data last.
 */
final class RecordCodec {
  static final int HEADER_BYTES = 8;
  static final int MAX_PAYLOAD_BYTES = 1 << 20;
  private static final int LONGEST_STRING = 0xFFFF;

  private RecordCodec() {}

  /** A decoded payload. */
  record Decoded(String topic, CloudEvent event) {}

  /** The whole record but for the event's data, which follows it. */
  static byte[] head(String topic, CloudEvent event) {
    String traceparent = event.traceparent() == null ? "" : event.traceparent();
    String[] before = {topic, event.id(), event.type(), event.source(), event.subject()};
    int length = HEADER_BYTES + Long.BYTES + 2 * Integer.BYTES;
    for (String each : before) {
      length += Short.BYTES + each.length();
    }
    length += 2 * Short.BYTES + event.partitionKey().length() + traceparent.length();
    Head head = new Head(length);
    for (String each : before) {
      head.put(each);
    }
    Instant time = event.time();
    head.out.putLong(time.getEpochSecond()).putInt(time.getNano());
    head.put(event.partitionKey());
    head.put(traceparent);
    return head.before(event.data());
  }

  /** A head under way: sized for plain text, which all but never is too little. */
  private static final class Head {
    private ByteBuffer out;

    Head(int bytes) {
      out = ByteBuffer.allocate(bytes).position(HEADER_BYTES);
    }

    void put(String text) {
      if (text.length() > LONGEST_STRING) {
        throw new IllegalArgumentException("a string of " + text.length() + " characters");
      }
      int start = out.position();
      out.putShort((short) text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == 0 || c >= 0x80) {
          out.position(start);
          putEncoded(text);
          return;
        }
        out.put((byte) c);
      }
    }

    private void putEncoded(String text) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream data = new DataOutputStream(bytes)) {
        data.writeUTF(text);
      } catch (IOException e) {
        throw new IllegalArgumentException("the event can't be encoded: " + e.getMessage(), e);
      }
      int more = bytes.size() - Short.BYTES - text.length();
      out = ByteBuffer.allocate(out.capacity() + more).put(out.flip()).put(bytes.toByteArray());
    }

    byte[] before(byte[] data) {
      out.putInt(data.length);
      byte[] whole = out.array();
      int length = whole.length - HEADER_BYTES + data.length;
      if (length > MAX_PAYLOAD_BYTES) {
        throw new IllegalArgumentException(
            "an event of " + length + " bytes is over the spool's " + MAX_PAYLOAD_BYTES);
      }
      CRC32C crc = new CRC32C();
      crc.update(whole, HEADER_BYTES, whole.length - HEADER_BYTES);
      crc.update(data, 0, data.length);
      out.putInt(0, length).putInt(Integer.BYTES, (int) crc.getValue());
      return whole;
    }
  }

  static int checksum(byte[] payload) {
    return checksum(payload, 0, payload.length);
  }

  static int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /**
   * @throws IOException when the payload, though its checksum is right, is no event
   */
  static Decoded decode(byte[] bytes, int from, int length) throws IOException {
    Payload in = new Payload(bytes, ByteBuffer.wrap(bytes, from, length));
    String topic = in.string();
    String id = in.string();
    String type = in.string();
    String source = in.string();
    String subject = in.string();
    Instant time = Instant.ofEpochSecond(in.need(Long.BYTES).getLong(), in.need(4).getInt());
    String key = in.string();
    String traceparent = in.string();
    byte[] data = new byte[Math.max(0, in.need(Integer.BYTES).getInt())];
    in.need(data.length).get(data);
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

  /** A payload as it is read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Payload(byte[] bytes, ByteBuffer in) {
    ByteBuffer need(int bytes) throws IOException {
      if (in.remaining() < bytes) {
        throw new IOException("a record ends before its event does");
      }
      return in;
    }

    String string() throws IOException {
      int length = need(Short.BYTES).getShort() & LONGEST_STRING;
      need(length);
      int start = in.position();
      in.position(start + length);
      for (int i = start; i < start + length; i++) {
        if (bytes[i] < 0) {
          return encoded(bytes, start - Short.BYTES, length + Short.BYTES);
        }
      }
      return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    private static String encoded(byte[] bytes, int from, int length) throws IOException {
      try (DataInputStream data =
          new DataInputStream(new ByteArrayInputStream(bytes, from, length))) {
        return data.readUTF();
      }
    }
  }
}
