package dev.signalbox.worker.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * A process of its own: decodes broken pictures in a tiny young generation, at last without the
 * JDK's JPEG reader too, and prints how many were decoded and how many refused.
 */
final class BrokenPictures {
  private final ImageDecoder decoder = new ImageDecoder(PixelLimits.DEFAULT);
  private int decoded;
  private int refused;

  private BrokenPictures() {}

  /** Arguments: pictures' resources, each followed by how many broken ones are made of it. */
  public static void main(String[] arguments) {
    BrokenPictures pictures = new BrokenPictures();
    for (int i = 0; i < arguments.length; i += 2) {
      pictures.decode(arguments[i], Integer.parseInt(arguments[i + 1]));
    }
    removeTheJdksReader();
    for (int i = 0; i < arguments.length; i += 2) {
      pictures.decode(arguments[i], 100);
    }
    System.out.println("decoded " + pictures.decoded + " refused " + pictures.refused);
  }

  private void decode(String name, int count) {
    byte[] whole = Pictures.resource(name);
    decoder.decode(whole);
    Random random = new Random(name.hashCode());
    List<Object> kept = new ArrayList<>();
    int from = Math.min(300, whole.length / 2);
    for (int i = 0; i < count; i++) {
      byte[] broken = whole.clone();
      for (int j = 0; j < 3; j++) {
        broken[from + random.nextInt(broken.length - from)] = (byte) random.nextInt();
      }
      try {
        decoder.decode(broken);
        decoded++;
      } catch (ImageRefusedException e) {
        refused++;
      }
      // So that the collector comes at another place each time.
      kept.add(new byte[random.nextInt(64)]);
      if (kept.size() == 1_000) {
        kept.clear();
      }
    }
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
