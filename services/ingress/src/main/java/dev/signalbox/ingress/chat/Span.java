package dev.signalbox.ingress.chat;

/**
 * A range of bytes.
 *
 * @param start of the first byte
 * @param end behind the last byte
 */
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a range: " + start + " to " + end);
    }
  }

  public int length() {
    return end - start;
  }
}
