package dev.signalbox.worker.prompt;

import java.util.List;

/**
 * One turn of a conversation.
 *
 * @param role system, user or assistant
 */
public record Message(String role, List<Part> parts) {
  public Message {
    parts = List.copyOf(parts);
  }

  /** A turn of one text. */
  public static Message text(String role, String text) {
    return new Message(role, List.of(new Part.Text(text)));
  }

  /** What a turn is made of, in order. */
  public sealed interface Part {
    /** Words. */
    record Text(String text) implements Part {}

    /** An encoded picture. */
    @SuppressWarnings("ArrayRecordComponent")
    record Picture(byte[] encoded) implements Part {}
  }
}
