package dev.signalbox.worker.preprocess;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.NodeList;

/**
 * Puts a GIF's first frame on its logical screen, which may be larger than the frame; the rest
 * stays black.
 */
final class GifCanvas {
  private GifCanvas() {}

  static RgbImage place(BufferedImage frame, ImageReader reader, ImageHeader header)
      throws IOException {
    RgbImage pixels = ImageDecoder.rgb(frame);
    if (pixels.width() == header.width() && pixels.height() == header.height()) {
      return pixels;
    }
    int left = 0;
    int top = 0;
    IIOMetadata metadata = reader.getImageMetadata(0);
    if (metadata.getAsTree("javax_imageio_gif_image_1.0") instanceof IIOMetadataNode root) {
      NodeList descriptors = root.getElementsByTagName("ImageDescriptor");
      if (descriptors.getLength() > 0 && descriptors.item(0) instanceof IIOMetadataNode node) {
        left = Integer.parseInt(node.getAttribute("imageLeftPosition"));
        top = Integer.parseInt(node.getAttribute("imageTopPosition"));
      }
    }
    byte[] canvas = new byte[header.width() * header.height() * 3];
    Arrays.fill(canvas, (byte) 0);
    int columns = Math.min(pixels.width(), header.width() - left);
    int rows = Math.min(pixels.height(), header.height() - top);
    for (int y = 0; y < rows && columns > 0; y++) {
      System.arraycopy(
          pixels.rgb(),
          y * pixels.width() * 3,
          canvas,
          ((top + y) * header.width() + left) * 3,
          columns * 3);
    }
    return new RgbImage(header.width(), header.height(), canvas);
  }
}
