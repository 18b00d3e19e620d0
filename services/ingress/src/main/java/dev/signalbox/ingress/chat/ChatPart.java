package dev.signalbox.ingress.chat;

/** One part of a message. */
public sealed interface ChatPart {
  record Text(String text) implements ChatPart {}

  /**
   * A picture by address.
   *
   * @param url as the client wrote it: {@code data:} or http(s)
   * @param param the field that named it, for messages
   */
  record PictureAt(String url, String param) implements ChatPart {}
}
