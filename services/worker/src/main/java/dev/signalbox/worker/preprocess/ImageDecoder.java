package dev.signalbox.worker.preprocess;

import dev.signalbox.worker.preprocess.jpeg.JpegDecoder;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.ObjIntConsumer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes the first frame of a PNG, JPEG, WebP or GIF to RGB the way the reference's {@code
 * load_image} does: upright by its EXIF orientation, alpha dropped and not blended, colour profiles
 * ignored.
 */
public final class ImageDecoder {
  static {
    ImageIO.setUseCache(false);
  }

  private final PixelLimits limits;

  public ImageDecoder(PixelLimits limits) {
    this.limits = limits;
  }

  /** The header, checked against the limits; call this at admission. */
  public ImageHeader inspect(byte[] encoded) {
    if (encoded.length > limits.maxBytes()) {
      throw new ImageRefusedException(
          "The picture has %d bytes; the limit is %d."
              .formatted(encoded.length, limits.maxBytes()));
    }
    ImageHeader header = ImageHeader.read(encoded);
    limits.check(encoded.length, header);
    return header;
  }

  /** Decodes a picture after {@link #inspect}ing it; refuses what is broken. */
  public RgbImage decode(byte[] encoded) {
    return open(encoded).image();
  }

  /** The same, and what is to be resized needn't become RGB as a whole first. */
  public Pixels open(byte[] encoded) {
    ImageHeader header = inspect(encoded);
    Pixels stored = pixels(encoded, header);
    return header.orientation() == 1
        ? stored
        : ExifOrientation.apply(stored.image(), header.orientation());
  }

  /**
   * Decodes the wanted frames of an animated GIF, in ascending order, each as it is seen; a still
   * picture has frame 0.
   */
  public void decodeFrames(byte[] encoded, int[] wanted, ObjIntConsumer<RgbImage> taker) {
    ImageHeader header = inspect(encoded);
    if (header.format() != ImageHeader.Format.GIF) {
      taker.accept(decode(encoded), 0);
      return;
    }
    limits.checkFrames(header, wanted[wanted.length - 1] + 1);
    try {
      GifFrames.decode(encoded, header, wanted, taker);
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ImageRefusedException("The GIF is broken: %s".formatted(e.getMessage()));
    }
  }

  private Pixels pixels(byte[] encoded, ImageHeader header) {
    return header.format() == ImageHeader.Format.JPEG
        ? JpegDecoder.decode(encoded, header)
        : others(encoded, header);
  }

  /** By the JDK's decoders for PNG and GIF, and the plugin for WebP; all of them are Java. */
  private RgbImage others(byte[] encoded, ImageHeader header) {
    String format = header.format().name();
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new ImageRefusedException("No decoder for %s is installed.".formatted(format));
    }
    ImageReader reader = readers.next();
    try (ImageInputStream input = stream(encoded, header)) {
      reader.setInput(input, true, true);
      // The decoder may disagree with the header that was checked (a GIF frame).
      limits.check(
          encoded.length,
          new ImageHeader(header.format(), reader.getWidth(0), reader.getHeight(0), 1));
      int lossy = header.format() == ImageHeader.Format.WEBP ? WebpLossy.find(encoded) : -1;
      if (lossy >= 0) {
        return WebpLossy.decode(encoded, lossy, header);
      }
      BufferedImage image = reader.read(0);
      if (header.format() == ImageHeader.Format.GIF) {
        return GifCanvas.place(image, reader, header);
      }
      return rgb(image);
    } catch (IOException | RuntimeException e) {
      if (e instanceof ImageRefusedException refused) {
        throw refused;
      }
      // Decoders throw unchecked exceptions of many kinds on broken input: here that is the
      // sender's fault, not ours.
      throw new ImageRefusedException("The %s is broken: %s".formatted(format, e.getMessage()));
    } finally {
      reader.dispose();
    }
  }

  private static ImageInputStream stream(byte[] encoded, ImageHeader header) {
    return new EncodedStream(
        header.format() == ImageHeader.Format.WEBP ? WebpChunks.withoutProfile(encoded) : encoded);
  }

  /**
   * Raw samples as RGB: the raster itself, because colour models convert grey and drop or blend
   * alpha.
   */
  static RgbImage rgb(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] out = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
    int[] samples = new int[Math.multiplyExact(width, bands)];
    IndexColorModel palette = image.getColorModel() instanceof IndexColorModel index ? index : null;
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, samples);
      for (int x = 0, from = 0; x < width; x++, from += bands, at += 3) {
        if (palette != null) {
          out[at] = (byte) palette.getRed(samples[from]);
          out[at + 1] = (byte) palette.getGreen(samples[from]);
          out[at + 2] = (byte) palette.getBlue(samples[from]);
        } else if (bands < 3) {
          // Pillow cuts 16-bit grey off at white instead of scaling it, though not beside alpha.
          int value =
              bands == 1 && shift > 0 ? Math.min(255, samples[from]) : samples[from] >> shift;
          byte grey = (byte) value;
          out[at] = grey;
          out[at + 1] = grey;
          out[at + 2] = grey;
        } else {
          out[at] = (byte) (samples[from] >> shift);
          out[at + 1] = (byte) (samples[from + 1] >> shift);
          out[at + 2] = (byte) (samples[from + 2] >> shift);
        }
      }
    }
    return new RgbImage(width, height, out);
  }
}
