package dev.signalbox.classifier.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The models to train for, with their prices where known. An empty pool stands for every model with
 * outcomes.
 */
public record Pool(List<String> models, Map<String, Price> prices) {

  /** USD per million tokens. */
  public record Price(double input, double output) {
    public double cost(double inputTokens, double outputTokens) {
      return (inputTokens * input + outputTokens * output) / 1e6;
    }
  }

  public Pool {
    models = List.copyOf(models);
    prices = Map.copyOf(prices);
  }

  public Optional<Price> price(String model) {
    return Optional.ofNullable(prices.get(model));
  }

  /**
   * A file with {@code price}, a file of several such entries, or a comma-separated list of models.
   */
  public static Pool of(String text) throws IOException {
    if (text.isBlank()) {
      return new Pool(List.of(), Map.of());
    }
    Path file = Path.of(text);
    if (!Files.isRegularFile(file)) {
      if (text.endsWith(".json")) {
        throw new IOException("there is no pool file " + text);
      }
      List<String> models = new ArrayList<>();
      for (String name : text.split(",", -1)) {
        if (!name.isBlank()) {
          models.add(name.strip());
        }
      }
      return new Pool(models, Map.of());
    }
    JsonNode root = JsonLines.MAPPER.readTree(file.toFile());
    Map<String, Price> prices = new LinkedHashMap<>();
    if (root.has("price")) {
      read(root.path("price"), prices);
      return new Pool(List.copyOf(prices.keySet()), prices);
    }
    root.forEach(entry -> read(entry.path("price"), prices));
    if (prices.isEmpty()) {
      throw new IOException(text + " holds no price: expected {\"price\": {model: [in, out]}}");
    }
    return new Pool(List.copyOf(prices.keySet()), prices);
  }

  private static void read(JsonNode node, Map<String, Price> prices) {
    node.properties()
        .forEach(
            entry ->
                prices.put(
                    entry.getKey(),
                    new Price(
                        entry.getValue().path(0).asDouble(), entry.getValue().path(1).asDouble())));
  }
}
