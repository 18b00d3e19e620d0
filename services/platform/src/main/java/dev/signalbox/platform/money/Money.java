package dev.signalbox.platform.money;

import java.math.BigDecimal;

/**
 * An amount in US dollars, held as whole nano-dollars (1e-9 USD). Arithmetic throws {@link
 * ArithmeticException} on overflow, which starts at about 9.2 billion dollars.
 */
public record Money(long nanoUsd) implements Comparable<Money> {
  public static final Money ZERO = new Money(0);
  private static final int SCALE = 9;

  public static Money ofNanoUsd(long nanoUsd) {
    return nanoUsd == 0 ? ZERO : new Money(nanoUsd);
  }

  /** Exact; throws {@link ArithmeticException} when {@code usd} has more than nine decimals. */
  public static Money ofUsd(BigDecimal usd) {
    return new Money(usd.movePointRight(SCALE).longValueExact());
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(nanoUsd, other.nanoUsd));
  }

  public Money minus(Money other) {
    return new Money(Math.subtractExact(nanoUsd, other.nanoUsd));
  }

  /** Dollars with nine decimals, exact. */
  public BigDecimal toUsd() {
    return BigDecimal.valueOf(nanoUsd, SCALE);
  }

  /** Plain decimal dollars without trailing zeros, such as {@code 0.000125}. */
  public String toPlainUsd() {
    return nanoUsd == 0 ? "0" : toUsd().stripTrailingZeros().toPlainString();
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(nanoUsd, other.nanoUsd);
  }

  @Override
  public String toString() {
    return "$" + toPlainUsd();
  }
}
