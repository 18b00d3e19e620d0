package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.routing.RequestFacts;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an intent says: numbers first, then strings as {@code short length, UTF-8}, the model's name
 * the last of them. What the client asked for by name is left out: it is of any length, and no
 * price depends on it.
 */
final class IntentCodec {
  private static final int NUMBERS = Long.BYTES + 5 * Integer.BYTES;
  private static final int JSON = 1;
  private static final int STREAM = 2;

  private IntentCodec() {}

  /** An intent as it was read back. Models are names: the pool may have changed meanwhile. */
  record Read(
      String replica,
      String requestId,
      String decisionId,
      String tenant,
      String keyId,
      @Nullable String traceparent,
      String route,
      String reference,
      String model,
      RequestFacts facts,
      Instant accepted,
      Booking booking) {
    /** The id of the one event that settles it. */
    String eventId() {
      return booking.eventId(decisionId);
    }
  }

  /** A request without its model, so that another attempt costs a copy. */
  record Encoded(byte[] request) {
    byte[] with(String model) {
      byte[] name = model.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(request.length + Short.BYTES + name.length)
          .put(request)
          .putShort((short) name.length)
          .put(name)
          .array();
    }
  }

  static Encoded encode(String replica, Account account) {
    RequestFacts facts = account.facts();
    String traceparent = account.traceparent();
    byte[][] strings = {
      bytes(replica),
      bytes(account.booking().name()),
      bytes(account.requestId()),
      bytes(account.decisionId()),
      bytes(account.tenant()),
      bytes(account.keyId()),
      bytes(traceparent == null ? "" : traceparent),
      bytes(account.route()),
      bytes(account.reference().name())
    };
    int length = NUMBERS;
    for (byte[] each : strings) {
      length += Short.BYTES + each.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    out.putLong(account.accepted().toEpochMilli());
    out.putInt(facts.textTokens()).putInt(facts.images()).putInt(facts.tools());
    out.putInt(facts.maxOutputTokens());
    out.putInt((facts.json() ? JSON : 0) | (facts.stream() ? STREAM : 0));
    for (byte[] each : strings) {
      out.putShort((short) each.length).put(each);
    }
    return new Encoded(out.array());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IOException when this is no intent, though its checksum is right
   */
  static Read decode(byte[] payload) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      Instant accepted = Instant.ofEpochMilli(in.readLong());
      int textTokens = in.readInt();
      int images = in.readInt();
      int tools = in.readInt();
      int maxOutputTokens = in.readInt();
      int flags = in.readInt();
      String replica = string(in);
      Booking booking = Booking.valueOf(string(in));
      String requestId = string(in);
      String decisionId = string(in);
      String tenant = string(in);
      String keyId = string(in);
      String traceparent = string(in);
      String route = string(in);
      String reference = string(in);
      String model = string(in);
      RequestFacts facts =
          new RequestFacts(
              textTokens,
              images,
              tools,
              (flags & JSON) != 0,
              (flags & STREAM) != 0,
              maxOutputTokens,
              route);
      return new Read(
          replica,
          requestId,
          decisionId,
          tenant,
          keyId,
          traceparent.isEmpty() ? null : traceparent,
          route,
          reference,
          model,
          facts,
          accepted,
          booking);
    }
  }

  private static String string(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
