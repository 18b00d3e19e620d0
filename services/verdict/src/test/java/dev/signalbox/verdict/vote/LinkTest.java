package dev.signalbox.verdict.vote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LinkTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 28);
  private static final Link LINK =
      new Link("subject", "auto", "ab", "cookie", "ship", "", 1, 1_795_824_000_000_001L);

  /** sha256sum of the same lines. */
  @Test
  void shouldHashWhatAnybodyCanHash() {
    assertThat(Link.genesis(DAY))
        .isEqualTo("005dffa034bb5f54a00f6e36ec58d2ba24837588c451606ec9dd05e4cf84e31f");
    assertThat(LINK.after(Link.genesis(DAY)))
        .isEqualTo("187856de0b3a96612b4de70eb62553cbd1c51b98438554ab7f23ed6a946b3c6c");
    assertThat(LINK.day()).isEqualTo(DAY);
  }

  @Property(tries = 50, seed = "1")
  void shouldNoticeAnyChange(@ForAll @LongRange(min = 2, max = 1_000) long other) {
    String hash = LINK.after("x");
    assertThat(LINK.after("y")).isNotEqualTo(hash);
    assertThat(
            new Link("subject", "auto", "ab", "cookie", "ship", "", other, LINK.castMicros())
                .after("x"))
        .isNotEqualTo(hash);
    assertThat(
            new Link("subject", "auto", "ab", "cookie", "skip", "", 1, LINK.castMicros())
                .after("x"))
        .isNotEqualTo(hash);
  }
}
