package dev.signalbox.verdict.subject;

import dev.signalbox.platform.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A subject's prices at one version. What has no price of that kind is null; free is zero.
 *
 * @param version 0 when nothing was recorded yet
 * @param source where the prices were read
 * @param sourceDate on which day
 * @param perMonth paid whether it is used or not: a subscription, or a machine that stays on
 */
public record PriceSheet(
    int version,
    String source,
    LocalDate sourceDate,
    @Nullable Money perMillionInput,
    @Nullable Money perMillionCachedInput,
    @Nullable Money perMillionOutput,
    @Nullable Money perImage,
    @Nullable Money perThousandRequests,
    @Nullable Money perMonth,
    String note,
    Instant recordedAt) {
  public static final PriceSheet NONE =
      new PriceSheet(0, "", LocalDate.EPOCH, null, null, null, null, null, null, "", Instant.EPOCH);

  /** Whether any price is known. */
  public boolean isKnown() {
    return Stream.of(perMillionInput, perMillionOutput, perImage, perThousandRequests, perMonth)
        .anyMatch(price -> price != null);
  }

  /** Whether both say the same, whenever and as whichever version it was recorded. */
  public boolean saysAs(PriceSheet other) {
    return unrecorded().equals(other.unrecorded());
  }

  private PriceSheet unrecorded() {
    return new PriceSheet(
        0,
        source,
        sourceDate,
        perMillionInput,
        perMillionCachedInput,
        perMillionOutput,
        perImage,
        perThousandRequests,
        perMonth,
        note,
        Instant.EPOCH);
  }

  /** What is paid each month before the first request. */
  public Money fixed() {
    return Optional.ofNullable(perMonth).orElse(Money.ZERO);
  }

  /**
   * What so much use costs beyond the fixed price, rounded to the nearest nano-dollar each.
   *
   * @param use sums over any number of requests
   */
  public Money variable(Use use) {
    return Money.ofNanoUsd(
        part(perMillionInput, use.inputTokens() - use.cachedInputTokens(), 1_000_000)
            + part(
                perMillionCachedInput == null ? perMillionInput : perMillionCachedInput,
                use.cachedInputTokens(),
                1_000_000)
            + part(perMillionOutput, use.outputTokens(), 1_000_000)
            + part(perImage, use.images(), 1)
            + part(perThousandRequests, use.requests(), 1_000));
  }

  private static long part(@Nullable Money price, long count, long per) {
    if (price == null) {
      return 0;
    }
    long product = Math.multiplyExact(price.nanoUsd(), count);
    return Math.floorDiv(product + per / 2, per);
  }
}
