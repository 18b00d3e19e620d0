package dev.signalbox.ingress.chat;

/**
 * JSON in UTF-8: the first {@code length} bytes of an array that nobody changes. Equal only to
 * itself.
 */
public final class JsonBytes {
  private final byte[] bytes;
  private final int length;

  public JsonBytes(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  byte at(int index) {
    return bytes[index];
  }
}
