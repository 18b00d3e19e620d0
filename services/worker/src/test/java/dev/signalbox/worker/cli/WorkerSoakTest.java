package dev.signalbox.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WorkerSoakTest {
  @Test
  void shouldTellGrowthFromNoise() {
    assertThat(WorkerSoak.slope(new double[] {10, 12, 14, 16})).isEqualTo(2, within(1e-12));
    assertThat(WorkerSoak.slope(new double[] {10, 12, 12, 10})).isEqualTo(0, within(1e-12));
  }
}
