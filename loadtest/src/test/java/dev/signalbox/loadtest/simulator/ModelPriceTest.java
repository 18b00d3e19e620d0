package dev.signalbox.loadtest.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ModelPriceTest {
  @Test
  void shouldChargeEachKindOfTokenAtItsPriceAndRoundOnce() {
    // given 1,000 tokens of which 400 cached at 2.50 and 1.25, and 10 of output at 10 USD a million
    ModelPrice price = ModelPrice.parse("simulator-large=2.50:1.25:10.00");

    // when
    long nanoUsd = price.nanoUsd(new Usage(1_000, 400, 10));

    // then 600 * 2,500 + 400 * 1,250 + 10 * 10,000 nano-dollars
    assertThat(nanoUsd).isEqualTo(2_100_000);
  }

  @Test
  void shouldRoundHalfUpAfterTheSum() {
    ModelPrice price = ModelPrice.parse("odd=0.000250:0:0.000250");

    assertThat(price.nanoUsd(new Usage(1, 0, 0))).isZero();
    assertThat(price.nanoUsd(new Usage(1, 0, 1))).isEqualTo(1);
  }

  @Test
  void shouldSayWhatIsWrongWithAPrice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPrice.parse("simulator-large"))
        .withMessageContaining("model=input:cached:output");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPrice.parse("m=1:1:-1"))
        .withMessageContaining("not negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelPrice.parse("m=1:1:cheap"))
        .withMessageContaining("cheap");
  }
}
