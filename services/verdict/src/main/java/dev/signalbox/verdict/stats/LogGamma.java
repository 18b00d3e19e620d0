package dev.signalbox.verdict.stats;

/** Logarithm of the gamma function by Stirling's series, shifted to where it is exact. */
final class LogGamma {
  private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

  /** From here on the first omitted term is below 1e-15. */
  private static final double ASYMPTOTIC = 15;

  private LogGamma() {}

  /**
   * ln Γ(x) (NIST Digital Library of Mathematical Functions, 5.11.1).
   *
   * @param x above 0
   */
  static double of(double x) {
    double shift = 0;
    double y = x;
    while (y < ASYMPTOTIC) {
      shift += StrictMath.log(y);
      y++;
    }
    double z = 1 / (y * y);
    double series =
        (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z / 1188)))) / y;
    return (y - 0.5) * StrictMath.log(y) - y + HALF_LOG_TWO_PI + series - shift;
  }

  /** ln B(a, b). */
  static double beta(double a, double b) {
    return of(a) + of(b) - of(a + b);
  }
}
