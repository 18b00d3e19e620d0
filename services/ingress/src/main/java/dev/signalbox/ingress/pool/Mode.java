package dev.signalbox.ingress.pool;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How much predicted quality a route may give up for a lower price.
 *
 * @param name {@code quality}, {@code balanced}, {@code cost}, or the band's number as it was
 *     written
 * @param bandPoints percentage points of predicted success that may be lost against the best model,
 *     in [0,100]
 */
public record Mode(String name, double bandPoints) {
  public static final Mode QUALITY = new Mode("quality", 0);
  public static final Mode BALANCED = new Mode("balanced", 1);
  public static final Mode COST = new Mode("cost", 2);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,4})?");
  private static final double WIDEST = 100;

  public Mode {
    if (!(bandPoints >= 0 && bandPoints <= WIDEST)) {
      throw new IllegalArgumentException("a band is between 0 and 100 points: " + bandPoints);
    }
  }

  /** Empty when {@code text} is neither a mode's name nor a number between 0 and 100. */
  public static Optional<Mode> parse(String text) {
    return switch (text) {
      case "quality" -> Optional.of(QUALITY);
      case "balanced" -> Optional.of(BALANCED);
      case "cost" -> Optional.of(COST);
      default -> number(text);
    };
  }

  private static Optional<Mode> number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    double points = Double.parseDouble(text);
    return points > WIDEST ? Optional.empty() : Optional.of(new Mode(text, points));
  }
}
