package dev.signalbox.verdict.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void shouldTellOneRowsFaultFromEverybodys() {
    assertThat(Failures.isOfOneRow(wrapped("22P05"))).isTrue();
    assertThat(Failures.isOfOneRow(wrapped("23514"))).isTrue();
    assertThat(Failures.isOfOneRow(wrapped("40P01"))).isTrue();
    assertThat(Failures.isBadData(wrapped("40P01"))).isFalse();
    assertThat(Failures.isOfOneRow(wrapped("57P01"))).isFalse();
    assertThat(Failures.isOfOneRow(wrapped("53300"))).isFalse();
    assertThat(Failures.isOfOneRow(new IOException("gone"))).isFalse();
  }

  private static Throwable wrapped(String state) {
    return new IllegalStateException(new SQLException("refused", state));
  }
}
