package dev.signalbox.ingress.pricing;

import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.money.TokenPrice;
import java.time.LocalDate;

/**
 * One version of a model's price.
 *
 * @param version stable name of this price, such as {@code 2024-08-06}; goes into every charge
 * @param source where it was read, such as the address of a price list
 * @param date the day on which it was read
 * @param cachedInput price of cached input; equal to {@code input} where the provider gives no
 *     discount
 * @param perImage on top of the tokens that a picture takes; zero for most
 */
public record Price(
    String version,
    String source,
    LocalDate date,
    PriceBasis basis,
    TokenPrice input,
    TokenPrice cachedInput,
    TokenPrice output,
    Money perImage) {
  private static final long PICO_PER_NANO = 1_000;

  /**
   * Cost of {@code usage}, rounded half up to the nano-dollar once.
   *
   * @throws ArithmeticException beyond the range of {@link Money}
   */
  public Money cost(Usage usage) {
    return TokenPrice.toMoney(picoUsd(usage));
  }

  /** Unrounded cost in pico-dollars. */
  public long picoUsd(Usage usage) {
    long fresh = input.picoUsd(usage.inputTokens() - usage.cachedInputTokens());
    long cached = cachedInput.picoUsd(usage.cachedInputTokens());
    long written = output.picoUsd(usage.outputTokens());
    long pictures =
        Math.multiplyExact(
            Math.multiplyExact(perImage.nanoUsd(), PICO_PER_NANO), (long) usage.images());
    return Math.addExact(Math.addExact(fresh, cached), Math.addExact(written, pictures));
  }
}
