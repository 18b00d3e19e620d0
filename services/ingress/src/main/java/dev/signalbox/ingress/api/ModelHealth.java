package dev.signalbox.ingress.api;

import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.upstream.Breaker;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Which models can be reached, as this replica sees it: {@code GET /v1/health/models}. */
public final class ModelHealth {
  private final Supplier<Map<String, Breaker.View>> breakers;
  private final Function<String, Optional<Boolean>> reached;

  /**
   * @param reached whether a model's upstream took a connection when last tried
   */
  public ModelHealth(
      Supplier<Map<String, Breaker.View>> breakers, Function<String, Optional<Boolean>> reached) {
    this.breakers = breakers;
    this.reached = reached;
  }

  Buffer all() {
    List<String> entries = new ArrayList<>();
    breakers.get().forEach((model, view) -> entries.add(entry(model, view)));
    return Buffer.buffer("{\"object\":\"list\",\"data\":[" + String.join(",", entries) + "]}");
  }

  private String entry(String model, Breaker.View view) {
    return "{\"model\":"
        + JsonText.quote(model)
        + ",\"breaker\":\""
        + view.state().name().toLowerCase(Locale.ROOT)
        + "\",\"failures\":"
        + view.failures()
        + ",\"refuses_for_ms\":"
        + view.refusesFor().map(left -> left.toMillis()).orElse(0L)
        + ",\"reachable\":"
        + reached.apply(model).map(String::valueOf).orElse("null")
        + "}";
  }
}
