package dev.signalbox.verdict.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.subject.PriceSheet;
import dev.signalbox.verdict.subject.Use;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PricingReadTest {
  /** 2,000 requests of 500 tokens in and 100 out. */
  private static final Use MONTH = new Use(2_000, 1_000_000, 0, 200_000, 0);

  @Test
  void shouldPriceAThousandOfOnesOwnRequests() {
    PricingRead read = PricingRead.of(sheet("2", "10", null), sheet(null, null, "30"), MONTH);

    assertThat(read.own()).isTrue();
    // 0.5 million in at 2 USD, 0.1 million out at 10 USD.
    assertThat(read.first().perThousand()).isEqualTo(Money.ofUsd(new BigDecimal("2")));
    assertThat(read.first().entry()).isEqualTo(Money.ZERO);
    assertThat(read.second().entry()).isEqualTo(Money.ofUsd(new BigDecimal("30")));
    assertThat(read.breakEven()).hasValue(15_000);
    assertThat(read.firstPaysOffLater()).isFalse();
  }

  @Test
  void shouldSayWhenOneIsAlwaysCheaper() {
    PricingRead read = PricingRead.of(sheet("2", "10", null), sheet("1", "5", null), MONTH);

    assertThat(read.breakEven()).isEmpty();
    assertThat(read.firstIsCheaper()).isFalse();
    assertThat(read.isComparable()).isTrue();
  }

  @Test
  void shouldAssumeARequestBeforeThereAreAny() {
    PricingRead read = PricingRead.of(sheet("1", "4", null), PriceSheet.NONE, Use.NONE);

    assertThat(read.own()).isFalse();
    assertThat(read.first().perThousand()).isEqualTo(Money.ofUsd(new BigDecimal("1.8")));
    assertThat(read.isComparable()).isFalse();
  }

  private static PriceSheet sheet(
      @Nullable String input, @Nullable String output, @Nullable String month) {
    return new PriceSheet(
        1,
        "test",
        LocalDate.EPOCH,
        usd(input),
        null,
        usd(output),
        null,
        null,
        usd(month),
        "",
        Instant.EPOCH);
  }

  private static @Nullable Money usd(@Nullable String text) {
    return text == null ? null : Money.ofUsd(new BigDecimal(text));
  }
}
