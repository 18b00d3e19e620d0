package dev.signalbox.platform.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CloudEventTest {
  private final CloudEvent event =
      new CloudEvent(
          "e-1",
          "cost.charged.v1",
          "/signalbox/ingress",
          "d-1",
          Instant.parse("2026-11-22T10:00:00.123456Z"),
          "acme",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "{}".getBytes(StandardCharsets.UTF_8));

  @Test
  void shouldReadBackItsOwnHeaders() {
    CloudEvent read = CloudEvent.fromHeaders(event.headers(), event.data());

    assertThat(read).usingRecursiveComparison().isEqualTo(event);
  }

  @Test
  void shouldNameTheHeaderThatIsAbsentOrMalformed() {
    Map<String, String> withoutId = new HashMap<>(event.headers());
    withoutId.remove("ce_id");
    Map<String, String> badTime = new HashMap<>(event.headers());
    badTime.put("ce_time", "yesterday");

    assertThatThrownBy(() -> CloudEvent.fromHeaders(withoutId, event.data()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ce_id");
    assertThatThrownBy(() -> CloudEvent.fromHeaders(badTime, event.data()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ce_time");
  }
}
