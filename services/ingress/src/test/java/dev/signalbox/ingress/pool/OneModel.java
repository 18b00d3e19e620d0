package dev.signalbox.ingress.pool;

import java.util.Map;

/** A pool of one model, as a document says it. */
public final class OneModel {
  private OneModel() {}

  /**
   * The pool.
   *
   * @param upstream in YAML, on one line
   */
  public static PoolSnapshot pool(String name, String upstream) {
    String text =
        """
        apiVersion: signalbox.dev/v1alpha1
        kind: Model
        metadata: {name: %s}
        spec:
          upstream: {%s}
          provider: fake
          publisher: fake
          capabilities: {input: [text], contextTokens: 100, maxOutputTokens: 10}
          price: {version: "1", source: a test, date: "2026-11-22", inputPerMillion: 1, cachedInputPerMillion: 1, outputPerMillion: 1}
          zone: cluster
          ability: {text: 0.5}
        """
            .formatted(name, upstream);
    return switch (PoolDocuments.parse(text, "test", Map.of())) {
      case PoolReading.Accepted(PoolSnapshot pool) -> pool;
      case PoolReading.Refused refused -> throw new AssertionError(refused.violations());
    };
  }
}
