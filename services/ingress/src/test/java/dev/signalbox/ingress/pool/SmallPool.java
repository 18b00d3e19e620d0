package dev.signalbox.ingress.pool;

import java.util.Map;

/** Pools of a few models, as documents say them. */
public final class SmallPool {
  private SmallPool() {}

  /** One model, a dollar a million tokens of any kind. */
  public static PoolSnapshot of(String name, String upstream) {
    return ofDocuments(model(name, upstream, "1", "1", "1"));
  }

  /** What {@link #model} wrote, several of it. */
  public static PoolSnapshot ofDocuments(String... models) {
    return switch (PoolDocuments.parse(String.join("---\n", models), "test", Map.of())) {
      case PoolReading.Accepted(PoolSnapshot pool) -> pool;
      case PoolReading.Refused refused -> throw new AssertionError(refused.violations());
    };
  }

  /**
   * A model's document.
   *
   * @param upstream in YAML, on one line
   * @param input dollars a million tokens, as are {@code cached} and {@code output}
   */
  public static String model(
      String name, String upstream, String input, String cached, String output) {
    return """
        apiVersion: signalbox.dev/v1alpha1
        kind: Model
        metadata: {name: %s}
        spec:
          upstream: {%s}
          provider: fake
          publisher: fake
          capabilities: {input: [text], contextTokens: 100000, maxOutputTokens: 4096}
          price: {version: "1", source: a test, date: "2026-11-22", inputPerMillion: %s, cachedInputPerMillion: %s, outputPerMillion: %s}
          zone: cluster
          ability: {text: 0.5}
        """
        .formatted(name, upstream, input, cached, output);
  }
}
