package dev.signalbox.worker.preprocess.jpeg;

import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.preprocess.Pixels;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes every JPEG that {@link SequentialJpeg} leaves: progressive ones, several scans, other
 * colours and samplings, and broken ones of any kind. All coefficients are kept until the last scan
 * is read: two bytes a sample, beside the byte that it becomes.
 */
final class CoefficientJpeg {
  /** No coefficient has more bits to send than these: more passes only repeat themselves. */
  private static final int MOST_PASSES = 16;

  /** What a block costs at least when a scan comes by, in coefficients. */
  private static final int LEAST_WORK = 8;

  private final JpegSegments segments;
  private final JpegFrame frame;
  private final List<JpegComponent> components;
  private final InverseDct transform = new InverseDct();
  private final long[] block = new long[32];
  private int scans;
  private int goodRows;

  CoefficientJpeg(JpegSegments segments) {
    this.segments = segments;
    this.frame = segments.frame();
    this.components = frame.components();
  }

  Pixels decode() {
    readScans();
    BlockEstimate estimate =
        BlockEstimate.isUseful(frame) ? new BlockEstimate(scans, goodRows) : null;
    Optional<JpegSampling> ordinary = JpegSampling.of(segments);
    JpegPlane[] planes = new JpegPlane[components.size()];
    for (int i = 0; i < planes.length; i++) {
      JpegComponent component = components.get(i);
      int down = ordinary.isPresent() ? ordinary.get().down() : 1;
      int lanes = i == 0 ? JpegPlane.LANES : JpegPlane.LANES / down;
      planes[i] =
          JpegPlane.of(component.stride(), component.rows(), 1, 1, lanes, i == 0 && down == 2);
      transform(component, planes[i], estimate);
      component.release();
    }
    return ordinary.isPresent()
        ? ordinary.get().pixels(frame, planes)
        : new JpegColours(segments, planes).image();
  }

  private void readScans() {
    boolean several = frame.progressive() || segments.scan().parts().size() < components.size();
    components.forEach(JpegComponent::allocate);
    long left = components.stream().mapToLong(c -> c.coefficients().length).sum() * MOST_PASSES;
    do {
      left -= work(segments.scan());
      if (left < 0) {
        throw new ImageRefusedException(
            "The JPEG has more scans than its coefficients have bits: %d at least."
                .formatted(scans + 1));
      }
      readScan();
    } while (several && segments.next());
    if (!several) {
      checkRest();
    }
  }

  private long work(JpegScan scan) {
    int band = frame.progressive() ? Math.abs(scan.to() - scan.from()) + 1 : 64;
    long blocks =
        scan.parts().stream().mapToLong(p -> p.component().coefficients().length / 64).sum();
    return blocks * Math.max(LEAST_WORK, band);
  }

  private void readScan() {
    JpegScan scan = segments.scan();
    if (scan.blocks() > 10) {
      throw new ImageRefusedException("A scan of the JPEG has more than ten blocks in a unit.");
    }
    for (JpegScan.Part part : scan.parts()) {
      part.component().quantise(segments.tables());
    }
    ScanReader reader = new ScanReader(segments);
    scans++;
    if (frame.progressive()) {
      noteBits(scan);
    }
    goodRows = reader.read(frame);
  }

  private void noteBits(JpegScan scan) {
    for (JpegScan.Part part : scan.parts()) {
      int[] missing = part.component().missing();
      int[] before = part.component().missingBefore();
      for (int k = Math.min(scan.from(), 1); k <= Math.max(scan.to(), 9); k++) {
        before[k] = scans > 1 ? missing[k] : 0;
      }
      for (int k = scan.from(); k <= scan.to(); k++) {
        missing[k] = scan.missing();
      }
    }
  }

  /** Only what comes right after the one scan is looked at, and needn't have an end. */
  private void checkRest() {
    JpegSource source = segments.source();
    source.endWithThisPiece();
    try {
      if (segments.next()) {
        throw new ImageRefusedException("The JPEG has a scan after that of all components.");
      }
    } catch (ImageRefusedException e) {
      if (!source.isCut()) {
        throw e;
      }
    }
  }

  private void transform(
      JpegComponent component, JpegPlane plane, @Nullable BlockEstimate estimate) {
    int[] quantiser = component.quantiser();
    short[] estimated = new short[64];
    for (int y = 0; y < component.unitsDown(); y++) {
      for (int x = 0; x < component.unitsAcross(); x++) {
        short[] coefficients = component.coefficients();
        int at = (y * component.stride() + x) * 64;
        if (estimate != null) {
          estimate.block(component, x, y, estimated);
          coefficients = estimated;
          at = 0;
        }
        int flags = 0;
        for (int k = 0; k < 64; k++) {
          int value = coefficients[at + k];
          if (value != 0) {
            int meant = JpegBits.MEANT[k];
            int place = meant >> 16;
            int product = value * quantiser[k];
            block[place >> 1] += (long) product << ((place & 1) << 5);
            flags |= meant;
          }
        }
        plane.put(transform, block, flags & 0xffff, x, y);
      }
    }
  }
}
