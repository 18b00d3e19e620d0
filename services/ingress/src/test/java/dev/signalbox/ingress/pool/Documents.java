package dev.signalbox.ingress.pool;

import java.util.List;
import java.util.Map;

/** Pool documents for tests, as text. */
final class Documents {
  /** Line 1 is the apiVersion of Model/gpt-4o; its price starts at line 17. */
  static final String GOOD =
      """
      apiVersion: signalbox.dev/v1alpha1
      kind: Model
      metadata:
        name: gpt-4o
      spec:
        upstream:
          openai: {baseUrl: "https://api.openai.com/v1/", model: gpt-4o-2024-08-06, apiKeyEnv: OPENAI_API_KEY}
        provider: OpenAI
        publisher: OpenAI
        capabilities:
          input: [text, image]
          tools: true
          json: true
          contextTokens: 128000
          maxOutputTokens: 16384
          tokensPerImage: 765
        price:
          version: "2024-08-06"
          source: https://openai.com/api/pricing
          date: "2026-11-22"
          inputPerMillion: 2.50
          cachedInputPerMillion: 1.25
          outputPerMillion: 10
        zone: external
        ability: {gradedAs: gpt-4o-2024-08-06, text: 0.83, vision: 0.95}
      ---
      apiVersion: signalbox.dev/v1alpha1
      kind: Model
      metadata:
        name: local
      spec:
        upstream:
          worker: {selector: {pool: cpu}}
        provider: us
        publisher: us
        capabilities: {input: [text], contextTokens: 2048, maxOutputTokens: 512}
        price:
          version: "1"
          source: our own
          date: "2026-11-22"
          amortised: {perNodeHour: 0.08, inputTokensPerHour: 3000000, outputTokensPerHour: 1000000}
        zone: edge
        ability: {text: 0.3}
      ---
      apiVersion: signalbox.dev/v1alpha1
      kind: Route
      metadata:
        name: auto
      spec:
        models: [local, gpt-4o]
        mode: "1.5"
        reference: [gpt-4o]
        safe: [gpt-4o]
        zones: [edge, external]
      """;

  private Documents() {}

  static PoolReading read(String text) {
    return PoolDocuments.parse(text, "pool.yaml", Map.of());
  }

  static PoolSnapshot accepted(String text) {
    return switch (read(text)) {
      case PoolReading.Accepted(PoolSnapshot pool) -> pool;
      case PoolReading.Refused(List<Violation> violations) ->
          throw new AssertionError("refused: " + violations);
    };
  }

  static List<String> refused(String text) {
    return switch (read(text)) {
      case PoolReading.Accepted(PoolSnapshot pool) ->
          throw new AssertionError("accepted: " + pool.version());
      case PoolReading.Refused(List<Violation> violations) ->
          violations.stream().map(Violation::sentence).toList();
    };
  }
}
