package dev.signalbox.verdict.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.subject.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

class BesideTest {
  @Test
  void shouldSetTheSameFactsBesideEachOtherAndKeepTheOthersApart() {
    Beside.Facts facts =
        Beside.facts(
            List.of(new Fact("Runs", "here"), new Fact("Models", "one"), new Fact("Models", "two")),
            List.of(new Fact("Reads", "text"), new Fact("runs", "there"), new Fact("Models", "x")));

    assertThat(facts.shared())
        .containsExactly(
            new Beside.Row("Runs", "here", "there"), new Beside.Row("Models", "one", "x"));
    assertThat(facts.first()).containsExactly(new Fact("Models", "two"));
    assertThat(facts.second()).containsExactly(new Fact("Reads", "text"));
    assertThat(Beside.cases(null, null)).isEmpty();
  }

  @Test
  void shouldListPricesWithNoMoreDigitsThanTheyHave() {
    assertThat(List.of(150_000_000L, 75_000_000L, 37_500_000L, 600_000_000L, 2_500_000_000L, 0L))
        .extracting(nano -> Display.listed(Money.ofNanoUsd(nano)))
        .containsExactly("$0.15", "$0.075", "$0.0375", "$0.60", "$2.50", "$0");
  }
}
