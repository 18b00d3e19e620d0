package dev.signalbox.worker.preprocess;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.NodeList;

/**
 * The frames of an animated GIF, each as it is seen: laid over those before it, with what was
 * disposed of cleared or put back.
 *
 * @param count frames
 * @param seconds that one round takes
 */
public record GifFrames(int count, double seconds) {
  /** What viewers take for a frame that names no time. */
  private static final int UNSAID_HUNDREDTHS = 10;

  private static final int MOST = 10_000;

  /** Reads counts and times from the blocks, no pixel; refuses what is no whole GIF. */
  public static GifFrames read(byte[] gif) {
    VideoContainer.of(gif)
        .ifPresent(
            container -> {
              throw new ImageRefusedException(container.refusal());
            });
    try {
      if (ImageHeader.read(gif).format() != ImageHeader.Format.GIF) {
        throw new ImageRefusedException("A video must be an animated GIF or a list of frames.");
      }
      return walk(gif);
    } catch (IndexOutOfBoundsException e) {
      throw new ImageRefusedException("The GIF is cut short.");
    }
  }

  private static GifFrames walk(byte[] gif) {
    int at = 13 + table(gif[10]);
    int count = 0;
    long hundredths = 0;
    int delay = 0;
    while (gif[at] != 0x3b) {
      if (gif[at] == 0x2c) {
        count++;
        hundredths += delay > 0 ? delay : UNSAID_HUNDREDTHS;
        delay = 0;
        at = blocks(gif, at + 11 + table(gif[at + 9]));
      } else if (gif[at] == 0x21) {
        if ((gif[at + 1] & 0xff) == 0xf9) {
          delay = (gif[at + 4] & 0xff) | (gif[at + 5] & 0xff) << 8;
        }
        at = blocks(gif, at + 2);
      } else {
        throw new ImageRefusedException("The GIF has a block of an unknown kind.");
      }
      if (count > MOST) {
        throw new ImageRefusedException("The GIF has more than %d frames.".formatted(MOST));
      }
    }
    if (count == 0) {
      throw new ImageRefusedException("The GIF has no frame.");
    }
    return new GifFrames(count, hundredths / 100.0);
  }

  private static int table(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7));
  }

  private static int blocks(byte[] gif, int from) {
    int at = from;
    while (gif[at] != 0) {
      at += 1 + (gif[at] & 0xff);
    }
    return at + 1;
  }

  public double fps() {
    return count / seconds;
  }

  /** Decodes up to the last wanted frame and gives each wanted one; {@code wanted} ascends. */
  static void decode(byte[] gif, ImageHeader header, int[] wanted, ObjIntConsumer<RgbImage> taker)
      throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("GIF").next();
    try (ImageInputStream input = new EncodedStream(gif)) {
      reader.setInput(input, false, false);
      byte[] canvas = new byte[Math.multiplyExact(header.width() * 3, header.height())];
      int next = 0;
      for (int frame = 0; next < wanted.length; frame++) {
        Layer layer = Layer.of(reader.getImageMetadata(frame));
        byte[] before = layer.restores() ? canvas.clone() : canvas;
        BufferedImage image = reader.read(frame);
        layer.draw(image, canvas, header);
        if (wanted[next] == frame) {
          taker.accept(new RgbImage(header.width(), header.height(), canvas.clone()), frame);
          next++;
        }
        canvas = layer.dispose(image, canvas, before, header);
      }
    } finally {
      reader.dispose();
    }
  }

  /** Where a frame lies and what becomes of it. */
  private record Layer(int left, int top, String disposal) {
    static Layer of(IIOMetadata metadata) {
      int left = 0;
      int top = 0;
      String disposal = "none";
      if (metadata.getAsTree("javax_imageio_gif_image_1.0") instanceof IIOMetadataNode root) {
        IIOMetadataNode place = first(root, "ImageDescriptor");
        IIOMetadataNode control = first(root, "GraphicControlExtension");
        if (place != null) {
          left = Integer.parseInt(place.getAttribute("imageLeftPosition"));
          top = Integer.parseInt(place.getAttribute("imageTopPosition"));
        }
        if (control != null) {
          disposal = control.getAttribute("disposalMethod");
        }
      }
      return new Layer(left, top, disposal);
    }

    private static @org.jspecify.annotations.Nullable IIOMetadataNode first(
        IIOMetadataNode root, String name) {
      NodeList nodes = root.getElementsByTagName(name);
      return nodes.getLength() > 0 && nodes.item(0) instanceof IIOMetadataNode node ? node : null;
    }

    boolean restores() {
      return disposal.equals("restoreToPrevious");
    }

    void draw(BufferedImage image, byte[] canvas, ImageHeader header) {
      byte[] rgb = ImageDecoder.rgb(image).rgb();
      int clear =
          image.getColorModel() instanceof IndexColorModel palette
              ? palette.getTransparentPixel()
              : -1;
      Raster raster = image.getRaster();
      int columns = Math.min(image.getWidth(), header.width() - left);
      for (int y = 0; y < Math.min(image.getHeight(), header.height() - top); y++) {
        for (int x = 0; x < columns; x++) {
          if (clear < 0 || raster.getSample(x, y, 0) != clear) {
            int from = (y * image.getWidth() + x) * 3;
            int to = ((top + y) * header.width() + left + x) * 3;
            System.arraycopy(rgb, from, canvas, to, 3);
          }
        }
      }
    }

    byte[] dispose(BufferedImage image, byte[] canvas, byte[] before, ImageHeader header) {
      if (restores()) {
        return before;
      }
      int columns = Math.min(image.getWidth(), header.width() - left);
      if (disposal.equals("restoreToBackgroundColor") && columns > 0) {
        for (int y = 0; y < Math.min(image.getHeight(), header.height() - top); y++) {
          int from = ((top + y) * header.width() + left) * 3;
          Arrays.fill(canvas, from, from + columns * 3, (byte) 0);
        }
      }
      return canvas;
    }
  }
}
