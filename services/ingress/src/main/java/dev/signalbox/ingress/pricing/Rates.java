package dev.signalbox.ingress.pricing;

import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.money.TokenPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What each kind of usage costs.
 *
 * @param cachedInput of cached input; equal to {@code input} where the provider gives no discount
 * @param cacheWrites of input that is written into the provider's prompt cache; {@link
 *     CacheWrites#asInput} where the provider charges nothing extra
 * @param reasoning of output that nobody sees; equal to {@code output} for most
 * @param perImage on top of the tokens that a picture takes; zero for most
 * @param batchPercentOff what the provider takes off for batches, 0 to 100
 */
public record Rates(
    TokenPrice input,
    TokenPrice cachedInput,
    CacheWrites cacheWrites,
    TokenPrice output,
    TokenPrice reasoning,
    Money perImage,
    int batchPercentOff) {
  private static final long PICO_PER_NANO = 1_000;
  private static final int PERCENT = 100;

  /** Prices of input written into a cache, by how long it is kept there. */
  public record CacheWrites(TokenPrice fiveMinutes, TokenPrice oneHour) {
    /** Writing costs what reading afresh costs. */
    public static CacheWrites asInput(TokenPrice input) {
      return new CacheWrites(input, input);
    }
  }

  public Rates {
    if (batchPercentOff < 0 || batchPercentOff > PERCENT) {
      throw new IllegalArgumentException("percent off is between 0 and 100: " + batchPercentOff);
    }
  }

  /** Without extras: cache writes as input, reasoning as output, batches as the rest. */
  public static Rates plain(
      TokenPrice input, TokenPrice cachedInput, TokenPrice output, Money perImage) {
    return new Rates(input, cachedInput, CacheWrites.asInput(input), output, output, perImage, 0);
  }

  /**
   * Cost of {@code usage}, rounded half up to the nano-dollar once.
   *
   * @throws ArithmeticException beyond the range of {@link Money}
   */
  public Money cost(Usage usage) {
    long pico = picoUsd(usage);
    if (!usage.batch() || batchPercentOff == 0) {
      return TokenPrice.toMoney(pico);
    }
    return Money.ofNanoUsd(
        BigDecimal.valueOf(pico)
            .multiply(BigDecimal.valueOf(PERCENT - batchPercentOff))
            .divide(BigDecimal.valueOf(PERCENT * PICO_PER_NANO), 0, RoundingMode.HALF_UP)
            .longValueExact());
  }

  /** Unrounded cost in pico-dollars, before what is taken off for a batch. */
  private long picoUsd(Usage usage) {
    Usage.CacheWrites writes = usage.cacheWrites();
    long fresh = input.picoUsd(usage.inputTokens() - usage.cachedInputTokens() - writes.total());
    long cached = cachedInput.picoUsd(usage.cachedInputTokens());
    long intoCache =
        Math.addExact(
            cacheWrites.fiveMinutes().picoUsd(writes.fiveMinutes()),
            cacheWrites.oneHour().picoUsd(writes.oneHour()));
    long written =
        Math.addExact(
            output.picoUsd(usage.outputTokens() - usage.reasoningTokens()),
            reasoning.picoUsd(usage.reasoningTokens()));
    long pictures =
        Math.multiplyExact(
            Math.multiplyExact(perImage.nanoUsd(), PICO_PER_NANO), (long) usage.images());
    return Math.addExact(
        Math.addExact(Math.addExact(fresh, cached), intoCache), Math.addExact(written, pictures));
  }
}
