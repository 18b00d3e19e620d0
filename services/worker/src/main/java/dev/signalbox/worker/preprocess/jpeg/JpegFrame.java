package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.ImageRefusedException;
import java.util.List;

/**
 * The frame header of a JPEG.
 *
 * @param width pixels
 * @param height pixels
 * @param progressive whether scans have bands of coefficients or bits of them
 * @param components one, three or four
 * @param across most blocks across of a component in a unit of interleaved scans
 * @param down most blocks down
 */
record JpegFrame(
    int width,
    int height,
    boolean progressive,
    List<JpegComponent> components,
    int across,
    int down) {
  private static final int MOST_BLOCKS = 4;

  /** Reads the header's segment. */
  static JpegFrame read(JpegSource source, boolean progressive) {
    int length = source.two();
    int precision = source.next();
    int height = source.two();
    int width = source.two();
    int count = source.next();
    if (precision != 8) {
      throw new ImageRefusedException(
          "The JPEG has %d bits a sample; 8 are taken.".formatted(precision));
    }
    if (width == 0 || height == 0) {
      throw new ImageRefusedException("The JPEG says it is %dx%d.".formatted(width, height));
    }
    if (count != 1 && count != 3 && count != 4) {
      throw new ImageRefusedException("The JPEG has %d components.".formatted(count));
    }
    if (length != 8 + 3 * count) {
      throw new ImageRefusedException("The JPEG's frame header has not its length.");
    }
    JpegComponent[] components = new JpegComponent[count];
    int across = 1;
    int down = 1;
    for (int i = 0; i < count; i++) {
      int id = source.next();
      int sampling = source.next();
      components[i] = new JpegComponent(id, sampling >> 4, sampling & 15, source.next());
      across = Math.max(across, components[i].across);
      down = Math.max(down, components[i].down);
    }
    return new JpegFrame(width, height, progressive, List.of(components), across, down);
  }

  /** Checks the sampling and settles how many blocks each component has. */
  void layOut() {
    int unitsAcross = Math.ceilDiv(width, 8 * across);
    int unitsDown = Math.ceilDiv(height, 8 * down);
    for (JpegComponent component : components) {
      if (component.across < 1
          || component.down < 1
          || component.across > MOST_BLOCKS
          || component.down > MOST_BLOCKS
          || across % component.across != 0
          || down % component.down != 0) {
        throw new ImageRefusedException(
            "The JPEG's samples are %dx%d of %dx%d; only whole fractions are taken."
                .formatted(component.across, component.down, across, down));
      }
      component.size(
          Math.ceilDiv(width * component.across, 8 * across),
          Math.ceilDiv(height * component.down, 8 * down),
          unitsAcross * component.across,
          unitsDown * component.down);
    }
  }

  /** Samples of a row of a component that the picture covers. */
  int samplesAcross(JpegComponent component) {
    return Math.ceilDiv(width * component.across, across);
  }

  /** Rows of samples of a component that the picture covers. */
  int samplesDown(JpegComponent component) {
    return Math.ceilDiv(height * component.down, down);
  }
}
