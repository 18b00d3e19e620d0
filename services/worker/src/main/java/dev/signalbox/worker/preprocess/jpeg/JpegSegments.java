package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.ImageRefusedException;
import org.jspecify.annotations.Nullable;

/** Reads a JPEG's segments up to the next scan, with the tables and the frame that they have. */
final class JpegSegments {
  /** What the samples of three or four components are. */
  enum Colours {
    GREY,
    YCC,
    RGB,
    CMYK,
    YCCK
  }

  private final JpegSource source;
  private final JpegTables tables = new JpegTables();
  private @Nullable JpegFrame frame;
  private @Nullable JpegScan scan;
  private int restartInterval;
  private boolean jfif;
  private int adobe = -1;

  private JpegSegments(byte[] jpeg) {
    this.source = new JpegSource(jpeg);
  }

  /** Reads up to the data of the first scan. */
  static JpegSegments open(byte[] jpeg) {
    JpegSegments segments = new JpegSegments(jpeg);
    segments.start();
    while (!segments.next()) {
      // Tables alone, before the picture itself.
      if (segments.frame != null) {
        throw new ImageRefusedException("The JPEG has no scan.");
      }
      segments.start();
    }
    JpegFrame frame = segments.frame();
    frame.layOut();
    if (!frame.progressive()) {
      segments.tables.addStandard();
    }
    return segments;
  }

  private void start() {
    if (source.two() != 0xffd8) {
      throw new ImageRefusedException("The JPEG has no start.");
    }
    restartInterval = 0;
    jfif = false;
    adobe = -1;
  }

  JpegSource source() {
    return source;
  }

  JpegTables tables() {
    return tables;
  }

  JpegFrame frame() {
    if (frame == null) {
      throw new ImageRefusedException("The JPEG has a scan before its frame header.");
    }
    return frame;
  }

  /** The latest scan's header. */
  JpegScan scan() {
    if (scan == null) {
      throw new ImageRefusedException("The JPEG has no scan.");
    }
    return scan;
  }

  /** Units between two restart markers; 0 for none. */
  int restartInterval() {
    return restartInterval;
  }

  Colours colours() {
    JpegFrame has = frame();
    return switch (has.components().size()) {
      case 1 -> Colours.GREY;
      case 3 -> {
        boolean named =
            has.components().get(0).id == 'R'
                && has.components().get(1).id == 'G'
                && has.components().get(2).id == 'B';
        yield !jfif && (adobe == 0 || (adobe < 0 && named)) ? Colours.RGB : Colours.YCC;
      }
      default -> adobe <= 0 ? Colours.CMYK : Colours.YCCK;
    };
  }

  /** Reads on to the data of the next scan; false at the picture's end. */
  boolean next() {
    while (true) {
      int marker = source.takeMarker();
      switch (marker) {
        case 0xd9 -> {
          return false;
        }
        case 0xda -> {
          scan = JpegScan.read(source, frame());
          return true;
        }
        case 0xc0, 0xc1, 0xc2 -> {
          if (frame != null) {
            throw new ImageRefusedException("The JPEG has two frame headers.");
          }
          frame = JpegFrame.read(source, marker == 0xc2);
        }
        case 0xc3, 0xc7, 0xcb, 0xcf ->
            throw new ImageRefusedException("The JPEG is lossless; that is not taken.");
        case 0xc5, 0xc6, 0xcd, 0xce, 0xde, 0xdf ->
            throw new ImageRefusedException("The JPEG is hierarchical; that is not taken.");
        case 0xc9, 0xca, 0xcc ->
            throw new ImageRefusedException("The JPEG is arithmetic coded; that is not taken.");
        case 0xc4 -> tables.huffman(source);
        case 0xdb -> tables.quantisers(source);
        case 0xdd -> restarts();
        case 0xe0 -> jfif |= starts(source.at() + 2, 14, "JFIF\0");
        case 0xee -> adobe();
        default -> {
          boolean bare = (marker == 0x01 && scan != null) || (marker >= 0xd0 && marker <= 0xd7);
          boolean passed =
              bare || marker == 0xdc || marker == 0xfe || (marker >= 0xe0 && marker <= 0xef);
          if (!passed) {
            throw new ImageRefusedException("The JPEG has a marker %02x.".formatted(marker));
          }
        }
      }
      if (marker >= 0xe0 || marker == 0xdc) {
        source.skip(Math.max(0, source.two() - 2));
      }
    }
  }

  private void restarts() {
    if (source.two() != 4) {
      throw new ImageRefusedException("A segment of the JPEG has not the length that it says.");
    }
    restartInterval = source.two();
  }

  private void adobe() {
    if (starts(source.at() + 2, 12, "Adobe")) {
      adobe = source.data()[source.at() + 13] & 0xff;
    }
  }

  /** Whether the segment whose body is there is at least so long and begins with this text. */
  private boolean starts(int body, int length, String text) {
    byte[] data = source.data();
    if (body + length > source.end()
        || ((data[body - 2] & 0xff) << 8 | (data[body - 1] & 0xff)) - 2 < length) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (data[body + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
