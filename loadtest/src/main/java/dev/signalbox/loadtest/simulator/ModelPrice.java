package dev.signalbox.loadtest.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A simulated model and its list price.
 *
 * @param input pico-dollars (1e-12 USD) for an uncached input token; equals micro-dollars per
 *     million tokens
 * @param cachedInput pico-dollars for a cached input token
 * @param output pico-dollars for an output token
 */
public record ModelPrice(String model, long input, long cachedInput, long output) {
  private static final long PICO_PER_NANO = 1_000;

  /**
   * Reads {@code name=input:cached:output}, in US dollars per million tokens with at most six
   * decimals.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static ModelPrice parse(String text) {
    String[] nameAndPrices = text.split("=", 2);
    String[] prices = nameAndPrices.length == 2 ? nameAndPrices[1].split(":") : new String[0];
    if (prices.length != 3 || nameAndPrices[0].isBlank()) {
      throw new IllegalArgumentException(
          "a price is model=input:cached:output in USD per million tokens, got " + text);
    }
    return new ModelPrice(nameAndPrices[0], pico(prices[0]), pico(prices[1]), pico(prices[2]));
  }

  private static long pico(String usdPerMillion) {
    try {
      long pico = new BigDecimal(usdPerMillion).movePointRight(6).longValueExact();
      if (pico < 0) {
        throw new IllegalArgumentException("a price is not negative: " + usdPerMillion);
      }
      return pico;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "a price is a decimal with at most six decimals: " + usdPerMillion, e);
    }
  }

  /** What the usage costs in nano-dollars: summed in pico-dollars, rounded half up once. */
  public long nanoUsd(Usage usage) {
    long pico =
        Math.addExact(
            Math.addExact(
                Math.multiplyExact(input, (long) usage.promptTokens() - usage.cachedTokens()),
                Math.multiplyExact(cachedInput, (long) usage.cachedTokens())),
            Math.multiplyExact(output, (long) usage.completionTokens()));
    return BigDecimal.valueOf(pico)
        .divide(BigDecimal.valueOf(PICO_PER_NANO), 0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
