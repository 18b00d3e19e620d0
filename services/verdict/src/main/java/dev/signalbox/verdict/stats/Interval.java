package dev.signalbox.verdict.stats;

/** A closed interval with {@code lower <= upper}. */
public record Interval(double lower, double upper) {
  public Interval {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException("lower " + lower + " is above upper " + upper);
    }
  }

  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }

  public double width() {
    return upper - lower;
  }
}
