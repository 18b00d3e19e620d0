package dev.signalbox.worker.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * A process of its own: decodes broken pictures in a tiny young generation, without the JDK's JPEG
 * reader, and prints how many were decoded and how many refused.
 */
final class BrokenPictures {
  private BrokenPictures() {}

  /** Arguments: how many of each, then the pictures' resources. */
  public static void main(String[] arguments) {
    removeTheJdksReader();
    ImageDecoder decoder = new ImageDecoder(PixelLimits.DEFAULT);
    int each = Integer.parseInt(arguments[0]);
    List<Object> kept = new ArrayList<>();
    int decoded = 0;
    int refused = 0;
    for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
      byte[] whole = Pictures.resource(name);
      decoder.decode(whole);
      Random random = new Random(name.hashCode());
      for (int i = 0; i < each; i++) {
        byte[] broken = whole.clone();
        for (int j = 0; j < 3; j++) {
          int from = Math.min(300, broken.length / 2);
          broken[from + random.nextInt(broken.length - from)] = (byte) random.nextInt();
        }
        try {
          decoder.decode(broken);
          decoded++;
        } catch (ImageRefusedException e) {
          refused++;
        }
        kept.add(new byte[random.nextInt(64)]);
        if (kept.size() > 1_000) {
          kept.clear();
        }
      }
    }
    System.out.println("decoded " + decoded + " refused " + refused);
  }

  private static void removeTheJdksReader() {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    List<ImageReaderSpi> jpeg = new ArrayList<>();
    registry
        .getServiceProviders(ImageReaderSpi.class, false)
        .forEachRemaining(
            spi -> {
              if (Arrays.asList(spi.getFormatNames()).contains("jpeg")) {
                jpeg.add(spi);
              }
            });
    if (jpeg.isEmpty()) {
      throw new IllegalStateException("the JDK has no JPEG reader any more: drop this");
    }
    jpeg.forEach(registry::deregisterServiceProvider);
  }
}
