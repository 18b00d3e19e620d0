package dev.signalbox.ingress.flow;

import java.math.BigDecimal;

/** Doubles as decimals. */
final class Decimals {
  private static final double[] TENS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  private static final double LARGEST = 1e9;

  private Decimals() {}

  /**
   * As {@link BigDecimal#valueOf(double)}, but where a few decimals say it all its shortest digits
   * are found by a division and not by a text: a quotient of two such whole numbers is rounded
   * correctly, so that equal means the same decimal.
   */
  static BigDecimal exact(double value) {
    if (Math.abs(value) < LARGEST) {
      for (int scale = 1; scale < TENS.length; scale++) {
        long digits = Math.round(value * TENS[scale]);
        if (digits / TENS[scale] == value) {
          return BigDecimal.valueOf(digits, scale);
        }
      }
    }
    return BigDecimal.valueOf(value);
  }
}
