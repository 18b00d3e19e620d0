package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.ImageRefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a scan.
 *
 * @param parts the components that it has, with the numbers of their Huffman tables
 * @param from first place of the zigzag that it has
 * @param to last one
 * @param before missing lower bits that the coefficients had; 0 in a first scan
 * @param missing missing lower bits that they still have after it
 */
record JpegScan(List<Part> parts, int from, int to, int before, int missing) {
  private static final int MOST_MISSING = 13;

  record Part(JpegComponent component, int first, int others) {}

  /** Reads the header's segment. */
  static JpegScan read(JpegSource source, JpegFrame frame) {
    int length = source.two();
    int count = source.next();
    if (count < 1 || count > 4 || length != 6 + 2 * count) {
      throw new ImageRefusedException("A scan header of the JPEG has not its length.");
    }
    List<Part> parts = new ArrayList<>(count);
    List<JpegComponent> components = frame.components();
    for (int i = 0; i < count; i++) {
      int id = source.next();
      int tables = source.next();
      // In a scan, components come in the frame's order.
      int found = i;
      while (found < components.size() && components.get(found).id != id) {
        found++;
      }
      if (found == components.size() || has(parts, components.get(found))) {
        throw new ImageRefusedException("A scan of the JPEG has a component %d.".formatted(id));
      }
      parts.add(new Part(components.get(found), tables >> 4, tables & 15));
    }
    int from = source.next();
    int to = source.next();
    int bits = source.next();
    source.scan();
    return new JpegScan(List.copyOf(parts), from, to, bits >> 4, bits & 15);
  }

  private static boolean has(List<Part> parts, JpegComponent component) {
    return parts.stream().anyMatch(part -> part.component == component);
  }

  /** Refuses a scan that no progressive picture has. */
  void checkProgression() {
    boolean known = from == 0 ? to == 0 : from <= to && to < 64 && parts.size() == 1;
    if (!known || (before != 0 && missing != before - 1) || missing > MOST_MISSING) {
      throw new ImageRefusedException(
          "A scan of the JPEG has coefficients %d to %d and bits from %d to %d."
              .formatted(from, to, before, missing));
    }
  }

  /** Blocks of a unit of this scan. */
  int blocks() {
    return parts.size() == 1
        ? 1
        : parts.stream().mapToInt(p -> p.component.across * p.component.down).sum();
  }
}
