package dev.signalbox.platform.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Rfc3339Test {
  @Test
  void shouldWriteEveryMomentAsTheJdkDoes() {
    Random random = new Random(7);
    long first = Instant.parse("-0003-01-01T00:00:00Z").getEpochSecond();
    long last = Instant.parse("+10001-01-01T00:00:00Z").getEpochSecond();
    for (int i = 0; i < 200_000; i++) {
      long nano =
          switch (i % 4) {
            case 0 -> 0;
            case 1 -> random.nextInt(1_000) * 1_000_000L;
            case 2 -> random.nextInt(1_000_000) * 1_000L;
            default -> random.nextInt(1_000_000_000);
          };
      Instant moment = Instant.ofEpochSecond(random.nextLong(first, last), nano);
      assertThat(Rfc3339.of(moment)).isEqualTo(moment.toString());
    }
  }

  @Test
  void shouldKnowTheDaysAtWhichMonthsYearsAndErasTurn() {
    for (long day = -800_000; day < 2_900_000; day += day % 7 == 0 ? 1 : 3) {
      Instant moment = Instant.ofEpochSecond(day * 86_400 + Math.floorMod(day, 86_400));
      if (!Rfc3339.of(moment).equals(moment.toString())) {
        assertThat(Rfc3339.of(moment)).isEqualTo(moment.toString());
      }
    }
    assertThat(Rfc3339.of(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(Rfc3339.of(Instant.MIN)).isEqualTo(Instant.MIN.toString());
    assertThat(Rfc3339.of(Instant.MAX)).isEqualTo(Instant.MAX.toString());
  }
}
