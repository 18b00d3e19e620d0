package dev.signalbox.ingress.pool;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How much quality may be given up for a lower price: an average loss over many requests, which the
 * classifier's operating points turn into what a dollar counts.
 *
 * @param name {@code quality}, {@code balanced}, {@code cost}, or the number as it was written
 * @param lossPoints percentage points of good answers that may be lost on average against the best
 *     single model, in [0,100]
 */
public record Mode(String name, double lossPoints) {
  public static final Mode QUALITY = new Mode("quality", 0);
  public static final Mode BALANCED = new Mode("balanced", 1);
  public static final Mode COST = new Mode("cost", 2);

  /** The modes that have a name, dearest first. */
  public static final List<Mode> NAMED = List.of(QUALITY, BALANCED, COST);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,4})?");
  private static final double WIDEST = 100;

  public Mode {
    if (!(lossPoints >= 0 && lossPoints <= WIDEST)) {
      throw new IllegalArgumentException("a loss is between 0 and 100 points: " + lossPoints);
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
