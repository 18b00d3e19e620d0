package dev.signalbox.classifier.training;

import com.fasterxml.jackson.core.JsonProcessingException;
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
public record Pool(List<String> models, Map<String, Price> prices, Map<String, Double> abilities) {

  /** USD per million tokens. */
  public record Price(double input, double output) {
    public double cost(double inputTokens, double outputTokens) {
      return (inputTokens * input + outputTokens * output) / 1e6;
    }
  }

  /** USD per million tokens that nobody asks. */
  private static final double MOST_RATE = 1e9;

  public Pool {
    models = List.copyOf(models);
    prices = Map.copyOf(prices);
    abilities = Map.copyOf(abilities);
  }

  /** Without stated abilities. */
  public Pool(List<String> models, Map<String, Price> prices) {
    this(models, prices, Map.of());
  }

  public Optional<Price> price(String model) {
    return Optional.ofNullable(prices.get(model));
  }

  /**
   * A file with {@code price} and perhaps {@code ability} (the share of the tables' prompts that a
   * model would answer well), a file of several such entries, or a comma-separated list of models.
   */
  public static Pool of(String text) throws IOException {
    if (text.isBlank()) {
      return new Pool(List.of(), Map.of());
    }
    Path file = Path.of(text);
    if (!Files.isRegularFile(file)) {
      if (text.endsWith(".json") || file.isAbsolute() || text.startsWith(".")) {
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
    JsonNode root;
    try {
      root = JsonLines.MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new IOException(text + ": this is not JSON", e);
    }
    Map<String, Price> prices = new LinkedHashMap<>();
    Map<String, Double> abilities = new LinkedHashMap<>();
    if (root.has("price")) {
      read(text, root, prices, abilities);
    } else {
      for (JsonNode entry : root) {
        read(text, entry, prices, abilities);
      }
    }
    if (prices.isEmpty()) {
      throw new IOException(text + " holds no price: expected {\"price\": {model: [in, out]}}");
    }
    return new Pool(List.copyOf(prices.keySet()), prices, abilities);
  }

  private static boolean rate(double usd) {
    return usd >= 0 && usd <= MOST_RATE;
  }

  private static void read(
      String file, JsonNode entry, Map<String, Price> prices, Map<String, Double> abilities)
      throws IOException {
    for (Map.Entry<String, JsonNode> one : entry.path("price").properties()) {
      JsonNode pair = one.getValue();
      boolean sound =
          pair.size() == 2
              && pair.path(0).isNumber()
              && pair.path(1).isNumber()
              && rate(pair.path(0).asDouble())
              && rate(pair.path(1).asDouble());
      if (!sound) {
        throw new IOException(
            file + ": the price of " + one.getKey() + " must be [USD per 1M input, per 1M output]");
      }
      prices.put(one.getKey(), new Price(pair.path(0).asDouble(), pair.path(1).asDouble()));
    }
    for (Map.Entry<String, JsonNode> one : entry.path("ability").properties()) {
      double share = one.getValue().asDouble(-1);
      if (share < 0 || share > 1) {
        throw new IOException(file + ": the ability of " + one.getKey() + " must lie in [0,1]");
      }
      abilities.put(one.getKey(), share);
    }
  }
}
