package dev.signalbox.ingress.chat;

import org.jspecify.annotations.Nullable;

/** One part of a message. */
public sealed interface ChatPart {
  record Text(String text) implements ChatPart {}

  /**
   * A picture by address.
   *
   * @param url as the client wrote it: {@code data:} or http(s); of a picture that stands in the
   *     body only its beginning
   * @param param the field that named it, for messages
   * @param data where the whole {@code data:} address stands in the body, so that it is not held
   *     twice; absent when {@code url} is whole
   */
  record PictureAt(String url, String param, @Nullable Span data) implements ChatPart {
    public PictureAt(String url, String param) {
      this(url, param, null);
    }

    /** Characters of the whole address. */
    public int length() {
      return data == null ? url.length() : data.length();
    }
  }
}
