package dev.signalbox.ingress.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.money.TokenPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PricingTest {
  @Test
  void shouldPriceEachKindOfTokenAndRoundOnce() {
    Price gpt4o = listed("2.50", "1.25", "10.00", "0");

    assertThat(gpt4o.cost(new Usage(1_000, 400, 0, 200, 0)))
        .isEqualTo(
            Money.ofUsd(new BigDecimal("0.004"))); // 600*2.5 + 400*1.25 + 200*10 micro-dollars
    assertThat(listed("0.15", "0.075", "0.60", "0").cost(new Usage(1, 1, 0, 1, 0)))
        .isEqualTo(Money.ofNanoUsd(675));
    assertThat(listed("0.0003", "0.0003", "0.0002", "0").cost(Usage.ofText(1, 1)))
        .isEqualTo(Money.ofNanoUsd(1)); // 0.3 + 0.2 nano-dollars: half up, after the sum
  }

  @Test
  void shouldAddPicturesByTheirPrice() {
    assertThat(listed("1", "1", "1", "0.000000001").cost(new Usage(0, 0, 0, 0, 3)))
        .isEqualTo(Money.ofNanoUsd(3));
  }

  @Test
  void shouldCountThePicturesOfTheReferenceInItsOwnTokens() {
    Usage here = new Usage(112, 112, 12, 20, 1);

    assertThat(here.onModelWith(765)).isEqualTo(new Usage(865, 112, 765, 20, 1));
    assertThat(here.onModelWith(0)).isEqualTo(new Usage(100, 100, 0, 20, 1));
  }

  @Test
  void shouldCountTheReferenceOnceOverSeveralAttempts() {
    Charge charge = Charge.of(Money.ofNanoUsd(10), Money.ofNanoUsd(100));

    assertThat(charge.plusAttempt(Money.ofNanoUsd(95)))
        .isEqualTo(new Charge(Money.ofNanoUsd(105), Money.ofNanoUsd(100), Money.ofNanoUsd(-5)));
  }

  @Test
  void shouldRefuseUsageThatContradictsItself() {
    assertThatThrownBy(() -> new Usage(5, 6, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Usage(5, 0, 6, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Usage(5, 0, 0, -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldPriceEachKindOfTokenByItsOwnPrice() {
    Rates price =
        new Rates(
            new TokenPrice(3_000_000),
            new TokenPrice(300_000),
            new Rates.CacheWrites(new TokenPrice(3_750_000), new TokenPrice(6_000_000)),
            new TokenPrice(15_000_000),
            new TokenPrice(20_000_000),
            Money.ofNanoUsd(1_000),
            50);
    Usage usage = new Usage(1_000, 100, new Usage.CacheWrites(200, 300), 50, 80, 30, 2, false);

    // 400*3 + 100*0.3 + 200*3.75 + 300*6 + 50*15 + 30*20 micro-dollars, and 2 pictures
    assertThat(price.cost(usage)).isEqualTo(Money.ofNanoUsd(5_130_000 + 2_000));
    assertThat(price.cost(usage.inBatch())).isEqualTo(Money.ofNanoUsd(2_566_000));
  }

  @Test
  void shouldRoundABatchOnceAndHalfUp() {
    Rates price =
        new Rates(
            new TokenPrice(1_001),
            new TokenPrice(1_001),
            Rates.CacheWrites.asInput(new TokenPrice(1_001)),
            new TokenPrice(0),
            new TokenPrice(0),
            Money.ZERO,
            50);

    // 500.5 pico-dollars, and a thousand times as much
    assertThat(price.cost(Usage.ofText(1, 0).inBatch())).isEqualTo(Money.ofNanoUsd(1));
    assertThat(price.cost(Usage.ofText(1_000, 0).inBatch())).isEqualTo(Money.ofNanoUsd(501));
  }

  @Property(seed = "1")
  void shouldEqualDecimalArithmeticToTheNanoDollar(
      @ForAll("prices") Price price, @ForAll("usages") Usage usage) {
    BigDecimal exact =
        usd(price.rates().input(), usage.inputTokens() - usage.cachedInputTokens())
            .add(usd(price.rates().cachedInput(), usage.cachedInputTokens()))
            .add(usd(price.rates().output(), usage.outputTokens()))
            .add(price.rates().perImage().toUsd().multiply(BigDecimal.valueOf(usage.images())));

    assertThat(price.cost(usage).toUsd())
        .isEqualByComparingTo(exact.setScale(9, RoundingMode.HALF_UP));
  }

  @Property(seed = "1")
  void shouldSaveExactlyTheDifference(
      @ForAll("prices") Price price,
      @ForAll("prices") Price reference,
      @ForAll("usages") Usage usage) {
    Charge charge = Charge.of(price, usage, reference, usage);

    assertThat(charge.billed().plus(charge.saved())).isEqualTo(charge.reference());
  }

  @Property(seed = "1")
  void shouldNeverCostMoreForWhatWasCached(
      @ForAll("prices") Price price, @ForAll("usages") Usage usage) {
    Usage fresh =
        new Usage(
            usage.inputTokens(), 0, usage.imageTokens(), usage.outputTokens(), usage.images());

    assertThat(price.cost(usage)).isLessThanOrEqualTo(price.cost(fresh));
  }

  @Property(seed = "1")
  void shouldCoverTheNodeHourWhenItIsFullyUsed(@ForAll("amortised") PriceBasis.Amortised basis) {
    BigDecimal earned = usd(basis.input(), basis.inputTokensPerHour());

    assertThat(earned).isGreaterThanOrEqualTo(basis.perNodeHour().toUsd());
    BigDecimal mostRounding = BigDecimal.valueOf(basis.inputTokensPerHour(), 12);
    assertThat(earned).isLessThan(basis.perNodeHour().toUsd().add(mostRounding));
  }

  @Provide
  Arbitrary<Price> prices() {
    Arbitrary<Long> token = Arbitraries.longs().between(0, 1_000_000_000);
    return Combinators.combine(token, token, token, Arbitraries.longs().between(0, 10_000_000_000L))
        .as(
            (one, other, output, image) ->
                price(
                    new TokenPrice(Math.max(one, other)),
                    new TokenPrice(Math.min(one, other)),
                    new TokenPrice(output),
                    Money.ofNanoUsd(image)));
  }

  @Provide
  Arbitrary<Usage> usages() {
    Arbitrary<Long> tokens = Arbitraries.longs().between(0, 100_000_000);
    return Combinators.combine(tokens, tokens, tokens, Arbitraries.integers().between(0, 1_000))
        .as(
            (one, other, output, images) ->
                new Usage(Math.max(one, other), Math.min(one, other), 0, output, images));
  }

  @Provide
  Arbitrary<PriceBasis.Amortised> amortised() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 100_000_000_000_000L),
            Arbitraries.longs().between(1, 1_000_000_000_000L))
        .as(
            (perHour, tokens) ->
                new PriceBasis.Amortised(Money.ofNanoUsd(perHour), tokens, tokens));
  }

  private static BigDecimal usd(TokenPrice price, long tokens) {
    return price.toUsdPerMillion().movePointLeft(6).multiply(BigDecimal.valueOf(tokens));
  }

  private static Price listed(String input, String cached, String output, String image) {
    return price(
        TokenPrice.ofUsdPerMillion(new BigDecimal(input)),
        TokenPrice.ofUsdPerMillion(new BigDecimal(cached)),
        TokenPrice.ofUsdPerMillion(new BigDecimal(output)),
        Money.ofUsd(new BigDecimal(image)));
  }

  private static Price price(
      TokenPrice input, TokenPrice cached, TokenPrice output, Money perImage) {
    return Price.stated(
        new Price.Provenance("1", "test", LocalDate.EPOCH),
        new PriceBasis.Listed(),
        Rates.plain(input, cached, output, perImage));
  }
}
