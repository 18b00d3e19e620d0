package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.RgbImage;
import java.util.List;

/**
 * Planes of any sampling and colours as RGB: enlarged as libjpeg-turbo does it, by a triangle
 * filter where samples are halved and by repetition elsewhere; four inks as Pillow makes RGB of
 * them, which takes them for inverted.
 */
final class JpegColours {

  private final JpegFrame frame;
  private final JpegSegments.Colours colours;
  private final JpegPlane[] planes;
  private final int[][] rows;
  private final int[] near;
  private final int[] far;

  JpegColours(JpegSegments segments, JpegPlane[] planes) {
    this.frame = segments.frame();
    this.colours = segments.colours();
    this.planes = planes;
    this.rows = new int[planes.length][frame.width()];
    this.near = new int[frame.width()];
    this.far = new int[frame.width()];
  }

  RgbImage image() {
    int width = frame.width();
    byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(3, width), frame.height())];
    List<JpegComponent> components = frame.components();
    for (int y = 0, at = 0; y < frame.height(); y++) {
      for (int i = 0; i < planes.length; i++) {
        enlarge(components.get(i), planes[i], y, rows[i]);
      }
      if (colours == JpegSegments.Colours.YCC || colours == JpegSegments.Colours.YCCK) {
        toRgb();
      }
      for (int x = 0; x < width; x++, at += 3) {
        write(rgb, at, x);
      }
    }
    return new RgbImage(width, frame.height(), rgb);
  }

  private void write(byte[] rgb, int at, int x) {
    int inverse = colours == JpegSegments.Colours.YCCK ? 255 : 0;
    for (int c = 0; c < 3; c++) {
      int value = rows[rows.length == 1 ? 0 : c][x];
      rgb[at + c] = (byte) (rows.length == 4 ? paper(255 - (value ^ inverse), rows[3][x]) : value);
    }
  }

  /** What an ink leaves of the white that black leaves. */
  private static int paper(int ink, int white) {
    int product = ink * white + 128;
    return Math.max(0, white - (((product >> 8) + product) >> 8));
  }

  /** The rows of luma and chroma become red, green and blue. */
  private void toRgb() {
    ColourLanes.green(near, rows[0], rows[1], rows[2]);
    ColourLanes.blue(far, rows[0], rows[1]);
    ColourLanes.red(rows[0], rows[0], rows[2]);
    System.arraycopy(near, 0, rows[1], 0, near.length);
    System.arraycopy(far, 0, rows[2], 0, far.length);
  }

  private void enlarge(JpegComponent component, JpegPlane plane, int y, int[] out) {
    int across = frame.across() / component.across;
    int down = frame.down() / component.down;
    int columns = frame.samplesAcross(component);
    boolean smooth =
        across <= 2
            && down <= 2
            && across + down > 2
            && (across == 1 || columns >= JpegSampling.LEAST_COLUMNS);
    int row = y / down;
    if (!smooth) {
      plane.row(row, near, columns);
      for (int x = 0; x < out.length; x++) {
        out[x] = near[x / across];
      }
      return;
    }
    plane.row(row, near, columns);
    if (down == 2) {
      int last = frame.samplesDown(component) - 1;
      int beside = Math.max(0, Math.min(last, y % 2 == 0 ? row - 1 : row + 1));
      plane.row(beside, far, columns);
      for (int x = 0; x < columns; x++) {
        near[x] = 3 * near[x] + far[x];
      }
    }
    if (across == 1) {
      int round = y % 2 == 0 ? 1 : 2;
      for (int x = 0; x < columns; x++) {
        out[x] = (near[x] + round) >> 2;
      }
    } else {
      widen(out, columns - 1, down == 2);
    }
  }

  /** Twice as many columns. */
  private void widen(int[] out, int last, boolean tall) {
    int left = tall ? 8 : 1;
    int right = tall ? 7 : 2;
    int shift = tall ? 4 : 2;
    for (int x = 0; x < out.length; x++) {
      int own = x / 2;
      boolean even = x % 2 == 0;
      int beside = even ? Math.max(0, own - 1) : Math.min(last, own + 1);
      out[x] = (3 * near[own] + near[beside] + (even ? left : right)) >> shift;
    }
  }
}
