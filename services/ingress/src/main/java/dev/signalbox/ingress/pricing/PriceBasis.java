package dev.signalbox.ingress.pricing;

import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.money.TokenPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a token price rests on. */
public sealed interface PriceBasis {
  /** A provider's list or contract price. */
  record Listed() implements PriceBasis {}

  /**
   * Own hardware: what a node costs for an hour over what it does in an hour.
   *
   * @param perNodeHour cost of the node for an hour
   * @param inputTokensPerHour input tokens that the node reads in an hour of full use
   * @param outputTokensPerHour output tokens that the node writes in an hour of full use
   */
  record Amortised(Money perNodeHour, long inputTokensPerHour, long outputTokensPerHour)
      implements PriceBasis {
    private static final BigDecimal PICO_PER_NANO = BigDecimal.valueOf(1_000);

    public Amortised {
      if (perNodeHour.nanoUsd() < 0 || inputTokensPerHour <= 0 || outputTokensPerHour <= 0) {
        throw new IllegalArgumentException(
            "an amortised price needs a cost of at least 0 and throughputs above 0");
      }
    }

    public TokenPrice input() {
      return over(inputTokensPerHour);
    }

    public TokenPrice output() {
      return over(outputTokensPerHour);
    }

    /**
     * Rounded up to the whole pico-dollar, once, here: the rounded price is the price from then on.
     */
    private TokenPrice over(long tokens) {
      BigDecimal picoUsdPerHour = BigDecimal.valueOf(perNodeHour.nanoUsd()).multiply(PICO_PER_NANO);
      return new TokenPrice(
          picoUsdPerHour
              .divide(BigDecimal.valueOf(tokens), 0, RoundingMode.CEILING)
              .longValueExact());
    }
  }
}
