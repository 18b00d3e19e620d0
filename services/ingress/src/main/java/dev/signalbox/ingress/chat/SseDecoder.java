package dev.signalbox.ingress.chat;

import java.util.Arrays;

/**
 * Takes a stream of server-sent events apart, whatever pieces the network cuts it into: lines end
 * with LF, CR or CRLF, comments and unknown fields are skipped, data lines of one event are joined
 * by LF. Bounded: an event over the limit ends the stream. One instance decodes one stream; not
 * thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the
 *     specification</a>
 */
public final class SseDecoder {
  private static final byte[] DATA = {'d', 'a', 't', 'a'};

  private final int limit;
  private final Sink sink;
  private byte[] line = new byte[1024];
  private int lineLength;
  private byte[] data = new byte[1024];
  private int dataLength;
  private boolean hasData;
  private boolean afterCarriageReturn;
  private boolean firstLine = true;
  private boolean overflowed;

  /** Takes the data of one event: the first {@code length} bytes, valid until it returns. */
  @FunctionalInterface
  public interface Sink {
    void event(byte[] data, int length);
  }

  /**
   * @param limit most bytes of one line and of one event's data
   */
  public SseDecoder(int limit, Sink sink) {
    this.limit = limit;
    this.sink = sink;
  }

  /**
   * Takes the next piece; false once the limit was passed, from when on nothing more is decoded.
   */
  public boolean feed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end && !overflowed; i++) {
      byte b = bytes[i];
      if (b != '\n' && b != '\r') {
        afterCarriageReturn = false;
        continue;
      }
      if (b == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        start = i + 1;
        continue;
      }
      afterCarriageReturn = b == '\r';
      append(bytes, start, i - start);
      endOfLine();
      start = i + 1;
    }
    if (start < end && !overflowed) {
      append(bytes, start, end - start);
    }
    return !overflowed;
  }

  /** The stream has ended; an event whose last blank line is missing counts. */
  public void finish() {
    if (lineLength > 0 && !overflowed) {
      endOfLine();
    }
    dispatch();
  }

  private void append(byte[] bytes, int offset, int length) {
    if (lineLength + length > limit) {
      overflowed = true;
      return;
    }
    line = grown(line, lineLength + length);
    System.arraycopy(bytes, offset, line, lineLength, length);
    lineLength += length;
  }

  private void endOfLine() {
    int start = 0;
    if (firstLine) {
      firstLine = false;
      start = startsWithByteOrderMark() ? 3 : 0;
    }
    if (lineLength == start) {
      dispatch();
    } else if (isData(start)) {
      int value = start + DATA.length;
      if (value < lineLength) {
        value++;
        value += value < lineLength && line[value] == ' ' ? 1 : 0;
      }
      addData(value);
    }
    lineLength = 0;
  }

  private boolean startsWithByteOrderMark() {
    return lineLength >= 3
        && line[0] == (byte) 0xEF
        && line[1] == (byte) 0xBB
        && line[2] == (byte) 0xBF;
  }

  /** Whether the field's name is exactly {@code data}. */
  private boolean isData(int start) {
    int nameEnd = start + DATA.length;
    return lineLength >= nameEnd
        && Arrays.equals(line, start, nameEnd, DATA, 0, DATA.length)
        && (lineLength == nameEnd || line[nameEnd] == ':');
  }

  private void addData(int from) {
    int length = lineLength - from;
    if (dataLength + length + 1 > limit) {
      overflowed = true;
      return;
    }
    data = grown(data, dataLength + length + 1);
    if (hasData) {
      data[dataLength++] = '\n';
    }
    System.arraycopy(line, from, data, dataLength, length);
    dataLength += length;
    hasData = true;
  }

  private void dispatch() {
    if (hasData && !overflowed) {
      hasData = false;
      int length = dataLength;
      dataLength = 0;
      sink.event(data, length);
    }
  }

  private static byte[] grown(byte[] bytes, int needed) {
    return needed <= bytes.length
        ? bytes
        : Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
  }
}
