package dev.signalbox.verdict.parity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the report's statements rest on.
 *
 * @param alpha chance that a statement is ever wrong, however often one looks, for each row
 * @param marginPoints loss in points up to which a route counts as no worse
 */
public record ParityRules(double alpha, double marginPoints) {
  /** Changes with every change of how the numbers are made. */
  public static final String METHOD = "parity-report-2";

  private static final double POINTS = 100;

  public ParityRules {
    if (!(alpha > 0 && alpha < 1 && marginPoints > 0 && marginPoints < POINTS)) {
      throw new IllegalArgumentException("alpha is in (0,1), the margin in (0,100) points");
    }
  }

  double margin() {
    return marginPoints / POINTS;
  }

  /** First 12 hexadecimal digits of the SHA-256 of method and settings. */
  public String hash() {
    String text = METHOD + " alpha=" + alpha + " margin=" + marginPoints;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
