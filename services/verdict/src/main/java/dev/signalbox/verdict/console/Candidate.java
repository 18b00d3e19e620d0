package dev.signalbox.verdict.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that a decision considered.
 *
 * @param success predicted, 0 to 1; null when nothing was predicted
 * @param excluded why it could not serve; null when it could
 */
public record Candidate(
    String model,
    @Nullable Double success,
    @Nullable Money cost,
    String basis,
    @Nullable String excluded,
    boolean chosen) {
  static List<Candidate> of(JsonNode candidates, String chosen) {
    List<Candidate> all = new ArrayList<>();
    for (JsonNode node : candidates) {
      String model = node.path("model").asText();
      all.add(
          new Candidate(
              model,
              node.hasNonNull("success") ? node.path("success").asDouble() : null,
              node.hasNonNull("expectedCostNanoUsd")
                  ? Money.ofNanoUsd(node.path("expectedCostNanoUsd").asLong())
                  : null,
              basis(node.path("basis").asText()),
              node.hasNonNull("excluded") ? node.path("excluded").asText() : null,
              model.equals(chosen)));
    }
    return all;
  }

  /** Width of the success bar, 0 to 100. */
  public double bar() {
    return success == null ? 0 : success * 100;
  }

  private static String basis(String basis) {
    return switch (basis) {
      case "outcomes" -> "graded outcomes";
      case "prior" -> "stated ability";
      default -> "no prediction";
    };
  }
}
