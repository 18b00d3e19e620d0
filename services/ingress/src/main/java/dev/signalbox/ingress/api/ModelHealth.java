package dev.signalbox.ingress.api;

import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.upstream.Breaker;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Which models can be reached, as this replica sees it: {@code GET /v1/health/models}. */
public final class ModelHealth {
  private final Supplier<Map<String, Breaker.View>> breakers;

  public ModelHealth(Supplier<Map<String, Breaker.View>> breakers) {
    this.breakers = breakers;
  }

  Buffer all() {
    List<String> entries = new ArrayList<>();
    breakers.get().forEach((model, view) -> entries.add(entry(model, view)));
    return Buffer.buffer("{\"object\":\"list\",\"data\":[" + String.join(",", entries) + "]}");
  }

  private static String entry(String model, Breaker.View view) {
    return "{\"model\":"
        + JsonText.quote(model)
        + ",\"breaker\":\""
        + view.state().name().toLowerCase(Locale.ROOT)
        + "\",\"failures\":"
        + view.failures()
        + ",\"refuses_for_ms\":"
        + view.refusesFor().map(left -> left.toMillis()).orElse(0L)
        + "}";
  }
}
