package dev.signalbox.worker.preprocess;

import com.twelvemonkeys.imageio.plugins.webp.vp8.VP8Frame;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * Lossy WebP to the pixels that libwebp, and so the reference, gives. The plugin decodes the planes
 * exactly but enlarges the chroma and converts to RGB in its own, coarser way; here both are
 * libwebp's: "fancy" 9-3-3-1 upsampling and BT.601 in its fixed point.
 */
final class WebpLossy {
  private static final int LOSSY = 0x20385056; // "VP8 "

  private WebpLossy() {}

  /** Offset of the still picture's lossy data, or -1 when it is lossless or animated. */
  static int find(byte[] webp) {
    ByteBuffer bytes = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    long at = 12;
    while (at + 8 <= bytes.limit()) {
      if (bytes.getInt((int) at) == LOSSY) {
        return (int) at + 8;
      }
      long length = bytes.getInt((int) at + 4) & 0xffffffffL;
      at += 8 + length + (length & 1);
    }
    return -1;
  }

  static RgbImage decode(byte[] webp, int offset, ImageHeader header) throws IOException {
    int width = header.width();
    int height = header.height();
    try (ImageInputStream input = new EncodedStream(webp, offset)) {
      input.setByteOrder(ByteOrder.LITTLE_ENDIAN);
      VP8Frame frame = new VP8Frame(input, false);
      WritableRaster scratch =
          new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR).getRaster();
      if (!frame.decode(scratch, null)) {
        throw new ImageRefusedException("The WebP is broken.");
      }
      if (frame.getWidth() != width || frame.getHeight() != height) {
        throw new ImageRefusedException("The WebP's frame is not as large as its header says.");
      }
      return upsample(
          frame.getDebugImageYBuffer().getRaster(),
          frame.getDebugImageUBuffer().getRaster(),
          frame.getDebugImageVBuffer().getRaster(),
          width,
          height);
    }
  }

  private static RgbImage upsample(Raster luma, Raster u, Raster v, int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    int chromaWidth = (width + 1) / 2;
    int[][] planes = new int[4][chromaWidth];
    int[] line = new int[width];
    for (int y = 0; y < height; y++) {
      // A row takes three parts of the chroma row it lies in and one part of the nearer neighbour.
      int own = y / 2;
      int other = y == 0 ? 0 : Math.min((y + 1) / 2 == own ? own - 1 : own + 1, (height - 1) / 2);
      chroma(u, own, planes[0]);
      chroma(u, other, planes[1]);
      chroma(v, own, planes[2]);
      chroma(v, other, planes[3]);
      luma.getSamples(0, y, width, 1, 0, line);
      for (int x = 0; x < width; x++) {
        int near = x / 2;
        int far = x == 0 ? 0 : (x % 2 == 1 ? near + 1 : near - 1);
        boolean edge = x == 0 || far >= chromaWidth;
        int cb = mix(planes[0], planes[1], near, far, edge);
        int cr = mix(planes[2], planes[3], near, far, edge);
        write(rgb, (y * width + x) * 3, line[x], cb, cr);
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /**
   * A row of a chroma plane, which the plugin shows with every sample doubled in both directions.
   */
  private static void chroma(Raster doubled, int row, int[] samples) {
    for (int x = 0; x < samples.length; x++) {
      samples[x] = doubled.getSample(2 * x, 2 * row, 0);
    }
  }

  /**
   * libwebp's two-step rounding of (9 near + 3 beside + 3 above + far) / 16; at an edge (3 own +
   * other) / 4.
   */
  private static int mix(int[] own, int[] other, int near, int far, boolean edge) {
    if (edge) {
      return (3 * own[near] + other[near] + 2) >> 2;
    }
    int sum = own[near] + own[far] + other[near] + other[far] + 8;
    int diagonal = (sum + 2 * (own[far] + other[near])) >> 3;
    return (diagonal + own[near]) >> 1;
  }

  private static void write(byte[] rgb, int at, int y, int u, int v) {
    int scaled = (y * 19077) >> 8;
    rgb[at] = clip(scaled + ((v * 26149) >> 8) - 14234);
    rgb[at + 1] = clip(scaled - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
    rgb[at + 2] = clip(scaled + ((u * 33050) >> 8) - 17685);
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value >> 6));
  }
}
