package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.Pixels;
import dev.signalbox.worker.preprocess.RgbImage;
import java.util.Arrays;

/**
 * A decoded JPEG in its planes, which become RGB as libjpeg-turbo does it: chroma enlarged by the
 * triangle filter ("fancy" upsampling), BT.601 in 16 bits of fraction. Not thread-safe.
 */
final class JpegPixels implements Pixels {
  private static final int STRIP = JpegPlane.LANES;
  private static final int PARTS = LANES / STRIP;

  private final int width;
  private final int height;
  private final int across;
  private final int down;
  private final JpegPlane[] planes;
  private final int[] luma = new int[LANES];
  private final Chroma blueness;
  private final Chroma redness;

  /**
   * @param across chroma is halved in width when 2, else 1; 1 for grey
   * @param down chroma is halved in height when 2, else 1; 1 for grey
   * @param planes grey, or luma, blueness and redness
   */
  JpegPixels(int width, int height, int across, int down, JpegPlane[] planes) {
    this.width = width;
    this.height = height;
    this.across = across;
    this.down = down;
    this.planes = planes;
    this.blueness = new Chroma(planes[planes.length == 1 ? 0 : 1]);
    this.redness = new Chroma(planes[planes.length == 1 ? 0 : 2]);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int row(int lane) {
    if (!planes[0].split()) {
      return lane;
    }
    int within = lane % STRIP;
    return lane - within + (within < STRIP / 2 ? 2 * within : 2 * within + 1 - STRIP);
  }

  @Override
  public RgbImage image() {
    int line = width * 3;
    byte[] rgb = new byte[Math.multiplyExact(line, height)];
    int[][] batch = new int[3 * BATCH][LANES];
    for (int top = 0; top < height; top += LANES) {
      for (int x = 0; x < width; x += BATCH) {
        columns(top / LANES, x, batch, 0);
        int samples = Math.min(batch.length, line - 3 * x);
        for (int lane = 0; lane < LANES; lane++) {
          int y = top + row(lane);
          if (y < height) {
            for (int i = 0, to = y * line + 3 * x; i < samples; i++) {
              rgb[to + i] = (byte) batch[i][lane];
            }
          }
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  @Override
  public void columns(int strip, int x, int[][] out, int at) {
    int end = Math.min(BATCH, width - x);
    for (int k = 0, to = at; k < end; k++, to += 3) {
      for (int i = 0; i < parts(strip); i++) {
        planes[0].widen(PARTS * strip + i, x + k, luma, i * STRIP);
      }
      if (planes.length == 1) {
        for (int c = 0; c < 3; c++) {
          System.arraycopy(luma, 0, out[to + c], 0, LANES);
        }
      } else {
        int[] blue = blueness.column(strip, x + k);
        int[] red = redness.column(strip, x + k);
        ColourLanes.red(out[to], luma, red);
        ColourLanes.green(out[to + 1], luma, blue, red);
        ColourLanes.blue(out[to + 2], luma, blue);
      }
    }
  }

  /** Strips of a plane that there are of a strip of the picture. */
  private int parts(int strip) {
    return Math.min(PARTS, Math.ceilDiv(height - strip * LANES, STRIP));
  }

  /** One of the chroma planes, enlarged to the picture's size column by column. */
  private final class Chroma {
    private final JpegPlane plane;
    private final int last;
    // The plane's latest columns, enlarged down; by number modulo four, which one each is.
    private final int[][] tall = new int[4][LANES];
    private final int[] held = {-1, -1, -1, -1};
    private final int[] wide = new int[LANES];
    private int heldOf = -1;

    Chroma(JpegPlane plane) {
      this.plane = plane;
      this.last = Math.ceilDiv(width, across) - 1;
    }

    /** The chroma of a column of the picture, 0 to 255, until the next is asked for. */
    int[] column(int strip, int x) {
      if (strip != heldOf) {
        Arrays.fill(held, -1);
        heldOf = strip;
      }
      if (across == 1) {
        return tall(strip, x);
      }
      int own = x / 2;
      boolean left = x % 2 == 0;
      int[] near = tall(strip, own);
      int[] far = tall(strip, left ? Math.max(0, own - 1) : Math.min(last, own + 1));
      // Enlarging down leaves four times the value.
      if (down == 2) {
        ColourLanes.three(wide, near, far, left ? 8 : 7, 4);
      } else {
        ColourLanes.three(wide, near, far, left ? 1 : 2, 2);
      }
      return wide;
    }

    private int[] tall(int strip, int x) {
      int[] out = tall[x & 3];
      if (held[x & 3] != x) {
        held[x & 3] = x;
        for (int i = 0; i < parts(strip); i++) {
          if (down == 1) {
            plane.widen(PARTS * strip + i, x, out, i * STRIP);
          } else {
            enlarge(PARTS * strip + i, x, out, i * STRIP);
          }
        }
        if (down == 2 && across == 1) {
          quarter(out);
        }
      }
      return out;
    }

    /**
     * Rows of even number are three parts of the plane's row and one of the row above it, those of
     * odd number of the one below; all even ones come first.
     */
    private void enlarge(int strip, int x, int[] out, int from) {
      byte[] samples = plane.samples();
      int half = STRIP / 2;
      int at = plane.column(strip, x);
      int left = Math.ceilDiv(height, 2) - strip * half;
      int end = Math.min(half, left) - 1;
      int own = samples[at] & 0xff;
      int above = strip == 0 ? own : samples[plane.column(strip - 1, x) + half - 1] & 0xff;
      for (int i = 0; i < end; i++) {
        int below = samples[at + i + 1] & 0xff;
        out[from + i] = 3 * own + above;
        out[from + half + i] = 3 * own + below;
        above = own;
        own = below;
      }
      int below = left <= half ? own : samples[plane.column(strip + 1, x)] & 0xff;
      out[from + end] = 3 * own + above;
      out[from + half + end] = 3 * own + below;
    }

    private static void quarter(int[] out) {
      for (int i = 0; i < out.length; i++) {
        out[i] = (out[i] + (i % STRIP < STRIP / 2 ? 1 : 2)) >> 2;
      }
    }
  }
}
