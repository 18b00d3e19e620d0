package dev.signalbox.loadtest.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the provider will charge: every generated token, read by the client or not. Kept apart from
 * the gateway's own arithmetic on purpose. Thread-safe.
 */
public final class Invoice {
  private final Map<String, ModelPrice> prices = new LinkedHashMap<>();
  private final SortedMap<String, Line> lines = new TreeMap<>();
  private final CallFile calls = new CallFile();

  /** Totals of one model; money in nano-dollars. */
  public record Line(
      long requests, long promptTokens, long cachedTokens, long completionTokens, long nanoUsd) {
    static final Line EMPTY = new Line(0, 0, 0, 0, 0);

    Line plus(Usage usage, long cost) {
      return new Line(
          requests + 1,
          promptTokens + usage.promptTokens(),
          cachedTokens + usage.cachedTokens(),
          completionTokens + usage.completionTokens(),
          Math.addExact(nanoUsd, cost));
    }
  }

  public Invoice(Iterable<ModelPrice> prices) {
    prices.forEach(price -> this.prices.put(price.model(), price));
  }

  boolean sells(String model) {
    return prices.containsKey(model);
  }

  Iterable<String> models() {
    return prices.keySet();
  }

  /**
   * Charges one request.
   *
   * @param tag lists it by itself as well, unless it is empty
   */
  synchronized void charge(String model, Usage usage, String tag) {
    ModelPrice price = prices.get(model);
    if (price == null) {
      throw new IllegalArgumentException("no price for " + model);
    }
    Line line = line(model);
    long cost = price.nanoUsd(usage);
    lines.put(model, line.plus(usage, cost));
    if (!tag.isEmpty()) {
      calls.add(tag, cost);
    }
  }

  /**
   * The tagged calls behind number {@code after}, oldest first, as lines of {@code number tag
   * nano-dollars}; a page of them. Numbers start at 1 and have no gaps.
   */
  synchronized String calls(long after) {
    return calls.behind(after);
  }

  /** The totals of one model, all zero when nothing was charged. */
  public synchronized Line line(String model) {
    return lines.getOrDefault(model, Line.EMPTY);
  }

  /** A copy of the totals by model. */
  public synchronized SortedMap<String, Line> totals() {
    return new TreeMap<>(lines);
  }

  ObjectNode toJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("object", "invoice").put("currency", "USD").put("simulated", true);
    ObjectNode models = root.putObject("models");
    long sum = 0;
    for (Map.Entry<String, Line> entry : totals().entrySet()) {
      Line line = entry.getValue();
      models
          .putObject(entry.getKey())
          .put("requests", line.requests())
          .put("prompt_tokens", line.promptTokens())
          .put("cached_tokens", line.cachedTokens())
          .put("completion_tokens", line.completionTokens())
          .put("nano_usd", line.nanoUsd());
      sum = Math.addExact(sum, line.nanoUsd());
    }
    return root.put("nano_usd", sum);
  }
}
