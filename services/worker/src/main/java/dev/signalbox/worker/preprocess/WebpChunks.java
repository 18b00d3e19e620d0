package dev.signalbox.worker.preprocess;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The chunks of an extended WebP. */
final class WebpChunks {
  private static final int EXTENDED = 0x58385056; // "VP8X"
  private static final int ALPHA = 0x48504C41; // "ALPH"
  private static final int LOSSY = 0x20385056; // "VP8 "
  private static final int LOSSLESS = 0x4C385056; // "VP8L"
  private static final int ANIMATION = 0x4D494E41; // "ANIM"
  private static final int FRAME = 0x464D4E41; // "ANMF"

  /** Of the extended header's flags: transparency and animation. */
  private static final int KEPT_FLAGS = 0x12;

  private static final int HEADER = 12;

  private WebpChunks() {}

  /**
   * The same picture without colour profile and metadata: the plugin would take memory for a
   * profile as large as it says it is, and convert colours by it, in native code.
   */
  static byte[] withoutProfile(byte[] webp) {
    ByteBuffer bytes = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt(HEADER) != EXTENDED) {
      return webp;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(webp.length);
    out.write(webp, 0, HEADER);
    long at = HEADER;
    while (at + 8 <= webp.length) {
      int chunk = bytes.getInt((int) at);
      long size = bytes.getInt((int) at + 4) & 0xffffffffL;
      boolean kept =
          switch (chunk) {
            case EXTENDED, ALPHA, LOSSY, LOSSLESS, ANIMATION, FRAME -> true;
            default -> false;
          };
      if (kept && at + 8 + size > webp.length) {
        throw new ImageRefusedException("The WebP is cut short.");
      }
      if (kept) {
        out.write(webp, (int) at, (int) size + 8);
        out.write(new byte[1], 0, (int) (size & 1));
      }
      at += 8 + size + (size & 1);
    }
    byte[] kept = out.toByteArray();
    ByteBuffer.wrap(kept).order(ByteOrder.LITTLE_ENDIAN).putInt(4, kept.length - 8);
    kept[HEADER + 8] &= KEPT_FLAGS;
    return kept;
  }
}
