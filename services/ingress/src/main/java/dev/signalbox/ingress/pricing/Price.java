package dev.signalbox.ingress.pricing;

import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.money.TokenPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model's price.
 *
 * @param version stable name of this price, such as {@code 2024-08-06}; goes into every charge
 * @param source where it was read, such as the address of a price list
 * @param date the day on which it was read
 * @param cachedInput price of cached input; equal to {@code input} where the provider gives no
 *     discount
 * @param cacheWrites prices of input that is written into the provider's prompt cache; {@link
 *     CacheWritePrices#asInput} where the provider charges nothing extra
 * @param reasoning price of output that nobody sees; equal to {@code output} for most
 * @param perImage on top of the tokens that a picture takes; zero for most
 * @param batchPercentOff what the provider takes off for batches, 0 to 100
 * @param book version of the price book that it came from; absent where it was stated outright
 * @param list the book's own price, where this one departs from it: what FOCUS calls the list price
 */
public record Price(
    String version,
    String source,
    LocalDate date,
    PriceBasis basis,
    TokenPrice input,
    TokenPrice cachedInput,
    CacheWritePrices cacheWrites,
    TokenPrice output,
    TokenPrice reasoning,
    Money perImage,
    int batchPercentOff,
    @Nullable String book,
    @Nullable Price list) {
  private static final long PICO_PER_NANO = 1_000;
  private static final int PERCENT = 100;

  /** Prices of input written into a cache, by how long it is kept there. */
  public record CacheWritePrices(TokenPrice fiveMinutes, TokenPrice oneHour) {
    /** Writing costs what reading afresh costs. */
    public static CacheWritePrices asInput(TokenPrice input) {
      return new CacheWritePrices(input, input);
    }
  }

  public Price {
    if (batchPercentOff < 0 || batchPercentOff > PERCENT) {
      throw new IllegalArgumentException("percent off is between 0 and 100: " + batchPercentOff);
    }
  }

  /** A price that was stated outright. */
  public Price(
      String version,
      String source,
      LocalDate date,
      PriceBasis basis,
      TokenPrice input,
      TokenPrice cachedInput,
      CacheWritePrices cacheWrites,
      TokenPrice output,
      TokenPrice reasoning,
      Money perImage,
      int batchPercentOff) {
    this(
        version,
        source,
        date,
        basis,
        input,
        cachedInput,
        cacheWrites,
        output,
        reasoning,
        perImage,
        batchPercentOff,
        null,
        null);
  }

  /** A price without extras: cache writes as input, reasoning as output, batches as the rest. */
  public Price(
      String version,
      String source,
      LocalDate date,
      PriceBasis basis,
      TokenPrice input,
      TokenPrice cachedInput,
      TokenPrice output,
      Money perImage) {
    this(
        version,
        source,
        date,
        basis,
        input,
        cachedInput,
        CacheWritePrices.asInput(input),
        output,
        output,
        perImage,
        0);
  }

  /** The same price, as it stands in a book. */
  public Price in(String bookVersion) {
    return from(bookVersion, null);
  }

  /** The same price, which departs from {@code listed} of a book. */
  public Price insteadOf(Price listed) {
    return from(listed.book, listed);
  }

  private Price from(@Nullable String bookVersion, @Nullable Price listed) {
    return new Price(
        version,
        source,
        date,
        basis,
        input,
        cachedInput,
        cacheWrites,
        output,
        reasoning,
        perImage,
        batchPercentOff,
        bookVersion,
        listed);
  }

  /** What {@code usage} costs at the list price; what it costs where there is no other. */
  public Money listCost(Usage usage) {
    return list == null ? cost(usage) : list.cost(usage);
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
  public long picoUsd(Usage usage) {
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
