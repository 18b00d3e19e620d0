package dev.signalbox.verdict.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model that a decision considered.
 *
 * @param success predicted, 0 to 1; null when nothing was predicted
 * @param lower low end of the prediction's interval; null without one
 * @param upper high end of it
 * @param discount what a prompt cache takes off the cost; null when nothing
 * @param worth success less what the cost counts; null when nothing was weighed
 * @param gate which gate shut it; null when it could serve
 * @param excluded why it could not serve; null when it could
 */
public record Candidate(
    String model,
    @Nullable Double success,
    @Nullable Double lower,
    @Nullable Double upper,
    @Nullable Money cost,
    @Nullable Money discount,
    @Nullable String worth,
    String basis,
    @Nullable String gate,
    @Nullable String excluded,
    boolean chosen) {
  static List<Candidate> of(JsonNode candidates, String chosen) {
    List<Candidate> all = new ArrayList<>();
    for (JsonNode node : candidates) {
      String model = node.path("model").asText();
      Double worth = number(node, "utility");
      String gate = text(node, "gate");
      all.add(
          new Candidate(
              model,
              number(node, "success"),
              number(node, "lower"),
              number(node, "upper"),
              money(node, "expectedCostNanoUsd"),
              money(node, "discountNanoUsd"),
              worth == null ? null : String.format(Locale.ROOT, "%.4f", worth),
              basis(node.path("basis").asText()),
              gate == null ? null : gate.replace('_', ' '),
              text(node, "excluded"),
              model.equals(chosen)));
    }
    return all;
  }

  /** Width of the success bar, 0 to 100. */
  public double bar() {
    return success == null ? 0 : success * 100;
  }

  /** Where the interval begins on the bar, 0 to 100. */
  public double intervalStart() {
    return lower == null ? bar() : lower * 100;
  }

  /** Width of the interval on the bar, 0 to 100. */
  public double intervalWidth() {
    return lower == null || upper == null ? 0 : Math.max(0, upper - lower) * 100;
  }

  private static @Nullable Double number(JsonNode node, String field) {
    return node.path(field).isNumber() ? node.path(field).asDouble() : null;
  }

  private static @Nullable Money money(JsonNode node, String field) {
    return node.path(field).isNumber() ? Money.ofNanoUsd(node.path(field).asLong()) : null;
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.path(field).asText() : null;
  }

  private static String basis(String basis) {
    return switch (basis) {
      case "outcomes" -> "graded outcomes";
      case "prior" -> "stated ability";
      default -> "no prediction";
    };
  }
}
