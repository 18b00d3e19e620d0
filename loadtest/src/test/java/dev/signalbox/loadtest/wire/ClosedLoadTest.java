package dev.signalbox.loadtest.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClosedLoadTest {
  @Test
  void shouldReadWhatWrkSays() throws Exception {
    String said =
        """
        Running 8s test @ http://127.0.0.1:1
          1 threads and 32 connections
          5421 requests in 2.00s, 4.10MB read
          Socket errors: connect 0, read 1, write 2, timeout 3
          Non-2xx or 3xx responses: 690
        Requests/sec:   2710.5
        """;

    assertThat(ClosedLoad.ofWrk(said)).isEqualTo(new ClosedLoad.Outcome(5421, 696, 2));
  }

  @Test
  void shouldReadWhatH2loadSays() throws Exception {
    String said =
        """
        finished in 500.00ms, 328.50 req/s, 400.45KB/s
        requests: 1314 total, 1330 started, 1314 done, 1300 succeeded, 14 failed, 14 errored, 0 timeout
        status codes: 1300 2xx, 0 3xx, 14 4xx, 0 5xx
        """;

    ClosedLoad.Outcome outcome = ClosedLoad.ofH2load(said);

    assertThat(outcome).isEqualTo(new ClosedLoad.Outcome(1314, 14, 0.5));
    assertThat(outcome.perSecond()).isEqualTo(2600);
  }

  @Test
  void shouldAskForAtLeastASecondHoweverShortTheTime() {
    assertThat(ClosedLoad.wholeSeconds(Duration.ZERO)).isEqualTo(1);
    assertThat(ClosedLoad.wholeSeconds(Duration.ofMillis(400))).isEqualTo(1);
    assertThat(ClosedLoad.wholeSeconds(Duration.ofMillis(1_500))).isEqualTo(2);
    assertThat(ClosedLoad.wholeSeconds(Duration.ofSeconds(7))).isEqualTo(7);
  }

  @Test
  void shouldSayWhatALoadGeneratorSaidWhenItIsNoResult() {
    assertThatThrownBy(
            () -> ClosedLoad.ofWrk("unable to connect to 127.0.0.1:1 Connection refused"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Connection refused");
  }
}
