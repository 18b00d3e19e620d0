package dev.signalbox.worker.preprocess;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * An encoded picture's bytes for the decoders. One that doesn't stop at their end, but goes on with
 * zeros for as many pixels as the header promised, is stopped here.
 */
final class EncodedStream extends ImageInputStreamImpl {
  /** How often a decoder may ask for more than there is; some look ahead. */
  private static final int PATIENCE = 64;

  private final byte[] bytes;
  private final int start;
  private int asked;

  EncodedStream(byte[] bytes) {
    this(bytes, 0);
  }

  /**
   * @param start of the first byte
   */
  EncodedStream(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return left() > 0 ? bytes[start + (int) streamPos++] & 0xff : beyond();
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (left() <= 0) {
      return beyond();
    }
    int count = (int) Math.min(length, left());
    System.arraycopy(bytes, start + (int) streamPos, to, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return (long) bytes.length - start;
  }

  private long left() {
    return length() - streamPos;
  }

  private int beyond() {
    if (++asked > PATIENCE) {
      throw new ImageRefusedException("The picture is cut short.");
    }
    return -1;
  }
}
