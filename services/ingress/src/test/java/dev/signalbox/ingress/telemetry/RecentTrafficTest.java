package dev.signalbox.ingress.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTrafficTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong();

  @Test
  void shouldCountARoutesRequestsThatWereNotAnswered() {
    RecentTraffic traffic = new RecentTraffic(registry, now::get);
    requests("auto", "small", "completed", 6, 500);
    requests("auto", "large", "completed", 1, 9_000);
    requests("auto", "small", "interrupted", 1, 100);
    requests("auto", "small", "client_gone", 5, 0);
    requests("other", "small", "completed", 1, 50);
    registry.counter(Metrics.UNANSWERED, "gen_ai.request.model", "auto").increment(2);
    now.addAndGet(MINUTE.toNanos());

    RecentTraffic.Seen seen = traffic.ofRoute("auto");

    assertThat(seen.success()).isEqualTo(OptionalDouble.of(0.7));
    assertThat(seen.billedNanoUsd()).isEqualTo(OptionalLong.of(9_600));
    assertThat(traffic.ofRoute("other").success()).isEqualTo(OptionalDouble.of(1));
    assertThat(traffic.ofRoute("unused").success()).isEmpty();
    assertThat(traffic.ofModel("small").billedNanoUsd()).isEqualTo(OptionalLong.of(650));
  }

  @Test
  void shouldForgetWhatIsOlderThanTenMinutes() {
    RecentTraffic traffic = new RecentTraffic(registry, now::get);
    requests("auto", "small", "completed", 3, 500);
    for (int minute = 0; minute < 11; minute++) {
      now.addAndGet(MINUTE.toNanos());
      traffic.ofRoute("auto");
    }

    assertThat(traffic.ofRoute("auto").billedNanoUsd()).isEmpty();
  }

  private void requests(String route, String model, String outcome, int count, double nanos) {
    String[] tags = {
      "gen_ai.request.model", route, "gen_ai.response.model", model, "outcome", outcome
    };
    for (int i = 0; i < count; i++) {
      registry.timer("gen_ai.server.request.duration", tags).record(Duration.ofMillis(1));
    }
    registry.counter("signalbox.ingress.cost.billed", tags).increment(nanos);
  }
}
