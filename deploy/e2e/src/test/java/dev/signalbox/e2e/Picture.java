package dev.signalbox.e2e;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A drawn picture of the kind that the local model was taught. */
final class Picture {
  private static final int SIDE = 160;

  private Picture() {}

  /**
   * A red circle at the top left and a blue square at the bottom right, on white, as a PNG's data
   * address.
   */
  static String redCircleTopLeft() throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, SIDE, SIDE);
    pen.setColor(new Color(220, 30, 30));
    pen.fillOval(10, 10, 38, 38);
    pen.setColor(new Color(30, 80, 220));
    pen.fillRect(112, 112, 34, 34);
    pen.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }
}
