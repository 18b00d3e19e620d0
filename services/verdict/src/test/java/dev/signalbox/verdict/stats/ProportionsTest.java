package dev.signalbox.verdict.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionsTest {
  /** Newcombe, Stat. Med. 17 (1998) 857-872, Table I, method 3. */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void shouldGivePublishedWilsonIntervals(long successes, long trials, double lower, double upper) {
    Interval interval = Proportions.wilson(successes, trials);

    assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
    assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
  }

  /** Newcombe, Stat. Med. 17 (1998) 873-890, Table II, method 10. */
  @ParameterizedTest
  @CsvSource({
    "56, 70, 48, 80, 0.0524, 0.3339",
    "9, 10, 3, 10, 0.1705, 0.8090",
    "10, 10, 0, 10, 0.6075, 1.0000",
    "0, 10, 0, 20, -0.1611, 0.2775"
  })
  void shouldGivePublishedIntervalsOfADifference(
      long s1, long n1, long s2, long n2, double lower, double upper) {
    Interval interval = Proportions.newcombe(s1, n1, s2, n2, Proportions.Z_95);

    assertThat(interval.lower()).isCloseTo(lower, within(5e-5));
    assertThat(interval.upper()).isCloseTo(upper, within(5e-5));
  }

  @Property(seed = "1")
  void shouldHoldTheShareAndMirror(
      @ForAll @LongRange(min = 1, max = 1_000_000) long trials,
      @ForAll @LongRange(max = 1_000_000) long some) {
    long successes = some % (trials + 1);
    Interval interval = Proportions.wilson(successes, trials);
    Interval mirrored = Proportions.wilson(trials - successes, trials);

    assertThat(interval.contains((double) successes / trials)).isTrue();
    assertThat(interval.lower()).isBetween(0.0, 1.0);
    assertThat(interval.upper()).isBetween(0.0, 1.0);
    assertThat(mirrored.lower()).isCloseTo(1 - interval.upper(), within(1e-12));
  }

  @Test
  void shouldKnowNothingWithoutTrials() {
    assertThat(Proportions.wilson(0, 0)).isEqualTo(new Interval(0, 1));
    assertThatThrownBy(() -> Proportions.wilson(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Proportions.newcombe(0, 0, 1, 2, 1.96))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
