package dev.signalbox.verdict.console;

/** The request that empty pages suggest. */
public record Try(String endpoint) {
  public String curl() {
    return """
    curl %s/v1/chat/completions \\
      -H "Authorization: Bearer $SIGNALBOX_KEY" \\
      -H "Content-Type: application/json" \\
      -d '{"model": "auto", "messages": [{"role": "user", "content": "What is the capital of France?"}]}'"""
        .formatted(endpoint);
  }
}
