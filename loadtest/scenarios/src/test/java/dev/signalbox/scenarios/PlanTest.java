package dev.signalbox.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final URI HERE = URI.create("http://127.0.0.1:8080");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void shouldComeThroughAsItWasHandedOver() {
    Plan plan = new Plan(HERE, "sk-x", 2.5, MINUTE);

    plan.handOver();

    assertThat(Plan.handedOver()).isEqualTo(plan);
  }

  @Test
  void shouldLoadNobodyElsesMachine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan(URI.create("http://192.0.2.1:8080"), "sk-x", 1, MINUTE))
        .withMessageContaining("on this machine");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan(URI.create("ingress"), "sk-x", 1, MINUTE))
        .withMessageContaining("on this machine");
  }

  @Test
  void shouldHaveAKeyAndBeBounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Plan(HERE, " ", 1, MINUTE))
        .withMessageContaining("SIGNALBOX_KEY");
    for (double rate : new double[] {0, -1, 201, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Plan(HERE, "sk-x", rate, MINUTE))
          .withMessageContaining("rate");
    }
    for (Duration time : new Duration[] {Duration.ZERO, Duration.ofSeconds(3_601)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Plan(HERE, "sk-x", 1, time))
          .withMessageContaining("time");
    }
  }
}
