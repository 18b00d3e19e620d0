package dev.signalbox.loadtest.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What the simulator reads of an embeddings request.
 *
 * @param inputs texts to embed
 * @param tokens of all of them, as {@link TokenCount} counts
 * @param tag under which the invoice lists the call by itself; empty for none
 */
record EmbeddingsRequest(String model, int inputs, int tokens, String tag) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException with a sentence for the client
   */
  static EmbeddingsRequest parse(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is no JSON object", e);
    }
    JsonNode input = root.path("input");
    if (!input.isTextual() && (!input.isArray() || input.isEmpty())) {
      throw new IllegalArgumentException("input must be a text or a list of texts");
    }
    int inputs = 1;
    int tokens = TokenCount.ofText(input.asText("").length());
    if (input.isArray()) {
      inputs = input.size();
      tokens = 0;
      for (JsonNode each : input) {
        tokens += TokenCount.ofText(each.asText("").length());
      }
    }
    return new EmbeddingsRequest(
        root.path("model").asText(""),
        inputs,
        tokens,
        root.path("simulator").path("tag").asText(""));
  }
}
