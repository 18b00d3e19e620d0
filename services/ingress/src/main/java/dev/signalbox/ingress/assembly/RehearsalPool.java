package dev.signalbox.ingress.assembly;

/** Two models and a route that lead to the rehearsal's stage. */
final class RehearsalPool {
  private RehearsalPool() {}

  static String documents(int port) {
    return model("small", port, 1) + model("large", port, 10) + ROUTE;
  }

  private static String model(String name, int port, int usdPerMillion) {
    return """
    ---
    apiVersion: signalbox.dev/v1alpha1
    kind: Model
    metadata: {name: %s}
    spec:
      upstream: {openai: {baseUrl: "http://127.0.0.1:%d/v1", model: m}}
      provider: rehearsal
      publisher: rehearsal
      capabilities: {input: [text], tools: true, json: true, contextTokens: 8192, maxOutputTokens: 1024}
      price: {version: "1", source: none, date: "2026-11-22", inputPerMillion: %d, cachedInputPerMillion: %d, outputPerMillion: %d}
      zone: cluster
      ability: {text: 0.8}
    """
        .formatted(name, port, usdPerMillion, usdPerMillion, usdPerMillion);
  }

  private static final String ROUTE =
      """
      ---
      apiVersion: signalbox.dev/v1alpha1
      kind: Route
      metadata: {name: auto}
      spec:
        models: [small, large]
        mode: balanced
        reference: [large]
        safe: [large]
      """;
}
