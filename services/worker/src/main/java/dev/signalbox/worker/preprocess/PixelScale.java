package dev.signalbox.worker.preprocess;

import java.util.List;

/**
 * uint8 to the model's float, by a table per channel: {@code (float32(double(u8) * rescale) - mean)
 * / std} in float32, the reference's arithmetic and order of rounding.
 */
public final class PixelScale {
  private final float[][] table;

  /** Scale factor (1/255 as a rule) and one mean and one standard deviation per channel. */
  public PixelScale(double rescale, List<Float> mean, List<Float> std) {
    table = new float[3][256];
    for (int channel = 0; channel < 3; channel++) {
      for (int value = 0; value < 256; value++) {
        table[channel][value] = ((float) (value * rescale) - mean.get(channel)) / std.get(channel);
      }
    }
  }

  /** The scale of every published SmolVLM checkpoint. */
  public static PixelScale standard() {
    return new PixelScale(1 / 255.0, List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));
  }

  public float value(int channel, int u8) {
    return table[channel][u8];
  }

  /**
   * Writes the tile channel by channel (C, H, W) from {@code offset} on; returns the offset after
   * it.
   */
  public int write(RgbImage tile, float[] target, int offset) {
    byte[] rgb = tile.rgb();
    int pixels = tile.width() * tile.height();
    for (int channel = 0; channel < 3; channel++) {
      float[] values = table[channel];
      int at = offset + channel * pixels;
      for (int i = 0, from = channel; i < pixels; i++, from += 3) {
        target[at + i] = values[rgb[from] & 0xff];
      }
    }
    return offset + 3 * pixels;
  }
}
