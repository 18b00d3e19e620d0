package dev.signalbox.platform.money;

import java.math.BigDecimal;

/**
 * Price of one kind of token, in pico-dollars (1e-12 USD) a token, which is also micro-dollars per
 * million tokens: list prices in dollars per million with up to six decimals are exact.
 */
public record TokenPrice(long picoUsdPerToken) {
  private static final int PICO_PER_NANO = 1_000;

  public TokenPrice {
    if (picoUsdPerToken < 0) {
      throw new IllegalArgumentException("a price is not negative: " + picoUsdPerToken);
    }
  }

  /** Exact; throws {@link ArithmeticException} when {@code usd} has more than six decimals. */
  public static TokenPrice ofUsdPerMillion(BigDecimal usd) {
    return new TokenPrice(usd.movePointRight(6).longValueExact());
  }

  public BigDecimal toUsdPerMillion() {
    return BigDecimal.valueOf(picoUsdPerToken, 6);
  }

  /** Cost in pico-dollars, so that a request's parts are summed before the one rounding. */
  public long picoUsd(long tokens) {
    return Math.multiplyExact(picoUsdPerToken, tokens);
  }

  /**
   * Pico-dollars to money, rounded half up to the nano-dollar: once for each request, after the
   * sum.
   */
  public static Money toMoney(long picoUsd) {
    long nano = picoUsd / PICO_PER_NANO;
    long rest = picoUsd % PICO_PER_NANO;
    if (rest >= PICO_PER_NANO / 2) {
      nano++;
    } else if (rest <= -PICO_PER_NANO / 2) {
      nano--;
    }
    return Money.ofNanoUsd(nano);
  }
}
