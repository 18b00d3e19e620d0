package dev.signalbox.ingress.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
  private static final byte[] JSON = {'{', '}'};

  @Test
  void shouldRememberTheNewestOnly() {
    RecentDecisions recent = new RecentDecisions(4);

    IntStream.range(0, 10).forEach(i -> recent.keep("dec-" + i, "acme", JSON));

    assertThat(recent.find("dec-9", "acme")).contains(JSON);
    assertThat(recent.find("dec-6", "acme")).isPresent();
    assertThat(recent.find("dec-5", "acme")).isEmpty();
  }

  @Test
  void shouldShowNobodyAnotherTenantsDecision() {
    RecentDecisions recent = new RecentDecisions(4);
    recent.keep("dec-1", "acme", JSON);

    assertThat(recent.find("dec-1", "other")).isEmpty();
  }

  @Test
  void shouldRememberNothingWhenToldSo() {
    RecentDecisions recent = new RecentDecisions(0);
    recent.keep("dec-1", "acme", JSON);

    assertThat(recent.find("dec-1", "acme")).isEmpty();
  }
}
