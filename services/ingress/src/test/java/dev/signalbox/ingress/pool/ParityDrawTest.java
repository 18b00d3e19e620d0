package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.platform.money.Money;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParityDrawTest {
  @Test
  void shouldDrawTheShareThatIsAskedForWhateverTheIdsLookLike() {
    Parity tenth = parity(0.1, "2026-11");

    long drawn =
        IntStream.range(0, 100_000)
            .filter(i -> tenth.draws("dec-019abc0123456789abcdef01234567%08x".formatted(i)))
            .count();

    // Five standard deviations are 474.
    assertThat(drawn).isBetween(9_526L, 10_474L);
  }

  @Test
  void shouldDrawTheSameAgainAndOthersUnderAnotherSeed() {
    List<String> ids = IntStream.range(0, 10_000).mapToObj(i -> "dec-" + i).toList();
    List<String> once = ids.stream().filter(parity(0.2, "a")::draws).toList();

    assertThat(ids.stream().filter(parity(0.2, "a")::draws)).containsExactlyElementsOf(once);
    long both = once.stream().filter(parity(0.2, "b")::draws).count();
    assertThat(both).as("independent draws share a fifth").isBetween(300L, 500L);
  }

  @Test
  void shouldDrawMoreWhereTheShareGrowsAndNeverLess() {
    List<String> ids = IntStream.range(0, 1_000).mapToObj(i -> "dec-" + i).toList();

    assertThat(ids.stream().filter(parity(0.5, "s")::draws))
        .containsAll(ids.stream().filter(parity(0.1, "s")::draws).toList());
    assertThat(ids).allMatch(parity(1, "s")::draws);
  }

  @Test
  void shouldDrawWhatWasDrawnInEveryVersion() {
    Parity half = parity(0.5, "2026-11");

    assertThat(IntStream.range(0, 12).mapToObj(i -> "dec-" + i).filter(half::draws))
        .as("published draws can be repeated only while this holds")
        .containsExactly("dec-2", "dec-4", "dec-5", "dec-6", "dec-10");
  }

  private static Parity parity(double share, String seed) {
    return new Parity(share, Money.ZERO, List.of("judge"), seed);
  }
}
