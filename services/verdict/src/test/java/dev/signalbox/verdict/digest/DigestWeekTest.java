package dev.signalbox.verdict.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class DigestWeekTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void shouldCountWeeksAsIsoDoes() {
    assertThat(week("2026-11-28T03:00:00Z").id()).isEqualTo("2026-W48");
    assertThat(week("2027-01-01T00:00:00Z").id()).isEqualTo("2026-W53");
    assertThat(week("2027-01-04T00:00:00Z").id()).isEqualTo("2027-W01");
    assertThat(week("2026-11-28T03:00:00Z").days()).isEqualTo("23 Nov to 29 Nov 2026");
  }

  @Test
  void shouldBeginAndEndAtTheZonesMidnight() {
    Instant sundayEvening = Instant.parse("2026-11-29T23:30:00Z");
    assertThat(DigestWeek.of(sundayEvening, ZoneOffset.UTC).id()).isEqualTo("2026-W48");
    assertThat(DigestWeek.of(sundayEvening, BERLIN).id()).isEqualTo("2026-W49");
    DigestWeek clocksGoBack = DigestWeek.of(Instant.parse("2026-10-25T12:00:00Z"), BERLIN);
    assertThat(Duration.between(clocksGoBack.from(), clocksGoBack.to()))
        .isEqualTo(Duration.ofHours(7 * 24 + 1));
  }

  @Test
  void shouldReadOnlyWeeksThatThereAre() {
    assertThat(DigestWeek.parse("2026-W53", BERLIN)).isPresent();
    assertThat(DigestWeek.parse("2025-W53", BERLIN)).isEmpty();
    assertThat(DigestWeek.parse("2026-W00", BERLIN)).isEmpty();
    assertThat(DigestWeek.parse("2026-W99", BERLIN)).isEmpty();
    assertThat(DigestWeek.parse("2026-48", BERLIN)).isEmpty();
  }

  @Property(seed = "1")
  void shouldFindItselfByItsIdAndFollowWithoutAGap(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
    Instant at = Instant.ofEpochSecond(second);
    DigestWeek week = DigestWeek.of(at, BERLIN);
    assertThat(DigestWeek.parse(week.id(), BERLIN)).contains(week);
    assertThat(at).isBetween(week.from(), week.to().minusNanos(1));
    assertThat(week.previous().to()).isEqualTo(week.from());
  }

  private static DigestWeek week(String at) {
    return DigestWeek.of(Instant.parse(at), ZoneOffset.UTC);
  }
}
