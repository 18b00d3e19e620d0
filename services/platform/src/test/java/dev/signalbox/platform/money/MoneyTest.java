package dev.signalbox.platform.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MoneyTest {
  @Property(seed = "1")
  void shouldConvertToDollarsAndBackExactly(@ForAll long nanos) {
    Money money = Money.ofNanoUsd(nanos);

    assertThat(Money.ofUsd(money.toUsd())).isEqualTo(money);
    assertThat(new BigDecimal(money.toPlainUsd())).isEqualByComparingTo(money.toUsd());
  }

  @Property(seed = "1")
  void shouldRoundOnceHalfUpAfterTheSum(
      @ForAll @LongRange(min = 0, max = 600_000_000) long price,
      @ForAll @LongRange(min = 0, max = 2_000_000) long tokens) {
    TokenPrice tokenPrice = new TokenPrice(price);

    BigDecimal exactNanos =
        BigDecimal.valueOf(price).multiply(BigDecimal.valueOf(tokens)).movePointLeft(3);

    assertThat(TokenPrice.toMoney(tokenPrice.picoUsd(tokens)).nanoUsd())
        .isEqualTo(exactNanos.setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  @Test
  void shouldRefuseWhatItCannotHoldExactly() {
    assertThatThrownBy(() -> Money.ofUsd(new BigDecimal("0.0000000001")))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> TokenPrice.ofUsdPerMillion(new BigDecimal("0.0000001")))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Money.ofNanoUsd(Long.MAX_VALUE).plus(Money.ofNanoUsd(1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new TokenPrice(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldPriceTheListPriceOfAMillionTokens() {
    TokenPrice price = TokenPrice.ofUsdPerMillion(new BigDecimal("0.15"));

    assertThat(TokenPrice.toMoney(price.picoUsd(1_000_000))).hasToString("$0.15");
    assertThat(price.toUsdPerMillion()).isEqualByComparingTo("0.15");
  }
}
