package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.ImageRefusedException;

/**
 * A JPEG's bytes and the markers among them. What reads beyond the last byte finds the picture cut
 * short.
 */
final class JpegSource {
  /** Pillow gives its decoder a file in pieces of so many bytes. */
  private static final int PIECE = 1 << 16;

  private final byte[] data;
  private int at;
  private int end;
  private int marker;
  private int restart;
  private boolean cut;

  JpegSource(byte[] data) {
    this.data = data;
    this.end = data.length;
  }

  byte[] data() {
    return data;
  }

  /** Offset of the next byte. */
  int at() {
    return at;
  }

  void moveTo(int offset) {
    at = offset;
  }

  /** Offset after the last byte. */
  int end() {
    return end;
  }

  /** Leaves out what comes after the piece that is being read. */
  void endWithThisPiece() {
    end = (int) Math.min(data.length, (at + PIECE - 1L) / PIECE * PIECE);
  }

  /** The marker that was come across and not yet taken; 0 for none. */
  int marker() {
    return marker;
  }

  void marker(int found) {
    marker = found;
  }

  /** Whether there were too few bytes. */
  boolean isCut() {
    return cut;
  }

  ImageRefusedException cut() {
    cut = true;
    return new ImageRefusedException("The JPEG is cut short.");
  }

  int next() {
    if (at >= end) {
      throw cut();
    }
    return data[at++] & 0xff;
  }

  int two() {
    return next() << 8 | next();
  }

  void skip(int bytes) {
    if (bytes > end - at) {
      throw cut();
    }
    at += bytes;
  }

  /** The marker that comes next, whatever lies before it. */
  int takeMarker() {
    if (marker == 0) {
      findMarker();
    }
    int taken = marker;
    marker = 0;
    return taken;
  }

  private void findMarker() {
    int found;
    do {
      while (next() != 0xff) {
        // no marker
      }
      do {
        found = next();
      } while (found == 0xff);
    } while (found == 0);
    marker = found;
  }

  /** A scan begins: its first restart marker has number 0. */
  void scan() {
    restart = 0;
  }

  /**
   * Goes to after the restart marker that is due. Where another marker is found: one that comes
   * later is left, so that there is no data until then; an earlier one and what is none are passed
   * over; at one that is far from it the data go on.
   */
  void restart() {
    if (marker == 0) {
      findMarker();
    }
    int due = restart;
    restart = restart + 1 & 7;
    while (marker != 0xd0 + due) {
      int ahead = marker - 0xd0 - due & 7;
      boolean isRestart = marker >= 0xd0 && marker <= 0xd7;
      if (marker < 0xc0 || (isRestart && ahead >= 6)) {
        findMarker();
      } else if (isRestart && ahead > 2) {
        break;
      } else {
        return;
      }
    }
    marker = 0;
  }
}
