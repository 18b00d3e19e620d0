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

  /** Characters of a wrong value that a message shows. */
  private static final int BRIEF = 40;

  /** No price or length is larger, in USD or tokens: what is beyond was no measurement. */
  private static final double MOST = 1e9;

  private Outcomes() {}

  /**
   * Throws {@link IOException} with the file and line of a row that can't be used, and when no row
   * of all has a prompt: then the files have other fields.
   */
  public static List<OutcomeRow> read(List<Path> files) throws IOException {
    List<OutcomeRow> rows = new ArrayList<>();
    for (int f = 0; f < files.size(); f++) {
      int table = f;
      JsonLines.read(files.get(f), node -> rows.add(row(node, table, rows.size())));
    }
    boolean silent = rows.stream().allMatch(row -> row.prompt().isBlank() && !row.hasImage());
    if (!rows.isEmpty() && silent) {
      throw new IOException(
          "no row of these files has a prompt: expected {\"prompt\": text or messages, ...}");
    }
    return withCoarseLabels(rows);
  }

  private static OutcomeRow row(JsonNode node, int table, int number) {
    String benchmark = node.path("source_benchmark").asText("outcomes");
    String category = node.path("category").asText("");
    boolean plain = category.isEmpty() || category.equals(benchmark);
    PromptRow prompt = PromptRow.of(node, number);
    Map<String, Double> scores = scores(node);
    Map<String, Double> tokens = new LinkedHashMap<>();
    byModel(node.path("out_chars"), scores)
        .forEach((model, chars) -> tokens.put(model, chars / OutcomeRow.CHARACTERS_PER_TOKEN));
    tokens.putAll(byModel(node.path("out_tok"), scores));
    double told = node.path("in_tok").asDouble(-1);
    return new OutcomeRow(
        table,
        prompt.id().asText(),
        prompt.text(),
        prompt.hasImage(),
        benchmark,
        plain ? benchmark : benchmark + "/" + category,
        node.path("routellm_contaminated").asBoolean(false),
        scores,
        told >= 0 && told <= MOST ? told : prompt.text().length() / OutcomeRow.CHARACTERS_PER_TOKEN,
        tokens,
        byModel(node.path("cost"), scores));
  }

  /**
   * Numbers of at least 0, and not beyond what can be, by model; a single number holds for every
   * model of the row.
   */
  private static Map<String, Double> byModel(JsonNode node, Map<String, Double> scores) {
    Map<String, Double> numbers = JsonLines.numbers(node);
    if (node.isNumber()) {
      scores.keySet().forEach(model -> numbers.put(model, node.asDouble()));
    }
    numbers.values().removeIf(number -> !(number >= 0 && number <= MOST));
    return numbers;
  }

  private static Map<String, Double> scores(JsonNode node) {
    JsonNode given = node.path("scores");
    if (!given.isObject() && !given.isMissingNode() && !given.isNull()) {
      throw new IllegalArgumentException(
          "the scores must be {model: number in [0,1]}: " + brief(given));
    }
    Map<String, Double> scores = JsonLines.numbers(given);
    for (Map.Entry<String, JsonNode> one : given.properties()) {
      if (!scores.containsKey(one.getKey()) && !one.getValue().isNull()) {
        throw new IllegalArgumentException(
            "the score of " + one.getKey() + " must be a number: " + brief(one.getValue()));
      }
    }
    scores.forEach(
        (model, score) -> {
          if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException(
                "the score of " + model + " must lie in [0,1]: " + score);
          }
        });
    return scores;
  }

  private static String brief(JsonNode node) {
    String text = node.toString();
    return text.length() <= BRIEF ? text : text.substring(0, BRIEF) + "...";
  }

  private static List<OutcomeRow> withCoarseLabels(List<OutcomeRow> rows) {
    Map<String, Integer> counts = new HashMap<>();
    rows.forEach(row -> counts.merge(row.label(), 1, Integer::sum));
    return rows.stream()
        .map(
            row ->
                counts.getOrDefault(row.label(), 0) >= FEW_ROWS
                    ? row
                    : row.withLabel(row.benchmark()))
        .toList();
  }
}
