package dev.signalbox.verdict.console;

import dev.signalbox.verdict.panel.PanelResult;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as a picture of 1200 by 630 pixels, for link previews. Draws; never on an event
 * loop.
 */
final class PreviewPicture {
  private static final int WIDTH = 1_200;
  private static final int HEIGHT = 630;
  private static final int MARGIN = 80;
  private static final Color GROUND = new Color(0x14212b);
  private static final Color INK = new Color(0xf2f5f6);
  private static final Color SOFT = new Color(0x9fb0ba);
  private static final Color LAMP = new Color(0x3ddc94);
  private static final Color TRACK = new Color(0x33444f);
  private static final Color BAND = new Color(0x2a7d5c);

  private PreviewPicture() {}

  static byte[] png(SubjectPages.ComparisonView view) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setColor(GROUND);
      g.fillRect(0, 0, WIDTH, HEIGHT);
      g.setColor(LAMP);
      g.fillOval(MARGIN, 66, 26, 26);
      text(g, "Signalbox", MARGIN + 44, 91, 32, SOFT);
      text(g, view.comparison().first().sheet().title(), MARGIN, 220, 72, INK);
      text(g, "vs " + view.comparison().second().sheet().title(), MARGIN, 305, 72, INK);
      side(g, view.comparison().first().sheet().title(), view.first(), MARGIN);
      side(g, view.comparison().second().sheet().title(), view.second(), WIDTH / 2 + MARGIN / 2);
      text(g, view.headline(), MARGIN, 580, 30, SOFT);
    } finally {
      g.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void side(Graphics2D g, String title, @Nullable PanelView panel, int x) {
    int width = WIDTH / 2 - MARGIN - MARGIN / 2;
    PanelResult result = panel == null ? null : panel.result();
    String said = result == null ? "not judged yet" : Display.percent(result.share()) + " ship";
    text(g, said, x, 420, 44, INK);
    text(g, title, x, 462, 26, SOFT);
    g.setColor(TRACK);
    g.fillRoundRect(x, 486, width, 14, 14, 14);
    if (result != null) {
      g.setColor(BAND);
      int from = (int) Math.round(result.lower() * width);
      g.fillRoundRect(x + from, 486, (int) Math.round(result.upper() * width) - from, 14, 14, 14);
      Double share = result.share();
      if (share != null) {
        g.setColor(LAMP);
        g.fillRect(x + (int) Math.round(share * (width - 6)), 478, 6, 30);
      }
    }
  }

  /** In this size, or smaller until it fits beside the margin. */
  private static void text(Graphics2D g, String text, int x, int y, int size, Color colour) {
    int fitting = size;
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, fitting));
    while (fitting > 14 && x + g.getFontMetrics().stringWidth(text) > WIDTH - MARGIN / 2) {
      fitting -= 2;
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, fitting));
    }
    g.setColor(colour);
    g.drawString(text, x, y);
  }
}
