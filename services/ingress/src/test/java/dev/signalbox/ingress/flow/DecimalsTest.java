package dev.signalbox.ingress.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalsTest {
  @Test
  void shouldSayWhatTheJdkSays() {
    double[] given = {
      0,
      1,
      -1,
      0.1,
      -0.62,
      0.099,
      1e-6,
      1e-7,
      123_456_789.123456,
      1e9,
      -1e9,
      1e300,
      Double.MIN_VALUE,
      1.0 / 3
    };
    for (double value : given) {
      assertThat(Decimals.exact(value)).isEqualByComparingTo(BigDecimal.valueOf(value));
    }
  }

  @Test
  void shouldSayWhatTheJdkSaysOfRandomNumbers() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double rounded = random.nextInt(-1_000_000, 1_000_000) / Math.pow(10, random.nextInt(1, 9));
      double any = random.nextGaussian() * Math.pow(10, random.nextInt(-8, 9));
      assertThat(Decimals.exact(rounded)).isEqualByComparingTo(BigDecimal.valueOf(rounded));
      assertThat(Decimals.exact(any)).isEqualByComparingTo(BigDecimal.valueOf(any));
    }
  }
}
