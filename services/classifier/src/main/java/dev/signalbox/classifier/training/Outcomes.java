package dev.signalbox.classifier.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads graded outcomes. */
public final class Outcomes {
  /** Categories with fewer rows than this are known by their benchmark alone. */
  private static final int FEW_ROWS = 25;

  private Outcomes() {}

  public static List<OutcomeRow> read(List<Path> files) throws IOException {
    List<OutcomeRow> rows = new ArrayList<>();
    for (Path file : files) {
      JsonLines.read(file, node -> rows.add(row(node, rows.size())));
    }
    return withCoarseLabels(rows);
  }

  private static OutcomeRow row(JsonNode node, int number) {
    String benchmark = node.path("source_benchmark").asText("outcomes");
    String category = node.path("category").asText("");
    boolean plain = category.isEmpty() || category.equals(benchmark);
    Map<String, Double> tokens = new LinkedHashMap<>();
    JsonLines.numbers(node.path("out_chars"))
        .forEach((model, chars) -> tokens.put(model, chars / OutcomeRow.CHARACTERS_PER_TOKEN));
    tokens.putAll(JsonLines.numbers(node.path("out_tok")));
    return new OutcomeRow(
        node.path("prompt_id").asText(Integer.toString(number)),
        node.path("prompt").asText(""),
        node.path("has_image").asBoolean(node.path("images").size() > 0),
        benchmark,
        plain ? benchmark : benchmark + "/" + category,
        node.path("routellm_contaminated").asBoolean(false),
        scores(node),
        tokens,
        JsonLines.numbers(node.path("cost")));
  }

  private static Map<String, Double> scores(JsonNode node) {
    Map<String, Double> scores = JsonLines.numbers(node.path("scores"));
    scores.forEach(
        (model, score) -> {
          if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException(
                "the score of " + model + " must lie in [0,1]: " + score);
          }
        });
    return scores;
  }

  private static List<OutcomeRow> withCoarseLabels(List<OutcomeRow> rows) {
    Map<String, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(row.label(), 1, Integer::sum));
    return rows.stream()
        .map(
            row ->
                counts.getOrDefault(row.label(), 0) >= FEW_ROWS
                    ? row
                    : new OutcomeRow(
                        row.id(),
                        row.prompt(),
                        row.hasImage(),
                        row.benchmark(),
                        row.benchmark(),
                        row.excluded(),
                        row.scores(),
                        row.outputTokens(),
                        row.costUsd()))
        .toList();
  }
}
