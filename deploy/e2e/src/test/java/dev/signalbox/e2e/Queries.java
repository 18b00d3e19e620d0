package dev.signalbox.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The queries of the chart's dashboards and alerts, as a Prometheus of the test can run them. */
final class Queries {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** A comparison outside of braces; matchers such as {@code =~} are inside. */
  private static final Pattern COMPARISON =
      Pattern.compile("\\{[^}]*}|\"[^\"]*\"|(==|!=|>=|<=|>|<)(?!\\s*bool)");

  private Queries() {}

  /** How a panel reads its query. */
  enum Shape {
    /** One number. */
    NUMBER,
    /** Lines over time. */
    LINES
  }

  /**
   * One query.
   *
   * @param name {@code dashboard/panel/letter}, or {@code alerts/name}
   */
  record Query(String name, Shape shape, String expression) {}

  static List<Query> ofDashboards(Path folder) throws IOException {
    List<Query> queries = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        queries.addAll(ofDashboard(file));
      }
    }
    return queries;
  }

  private static List<Query> ofDashboard(Path file) {
    List<Query> queries = new ArrayList<>();
    try {
      JsonNode dashboard = JSON.readTree(file.toFile());
      for (JsonNode panel : dashboard.path("panels")) {
        Shape shape = panel.path("type").asText().equals("stat") ? Shape.NUMBER : Shape.LINES;
        for (JsonNode target : panel.path("targets")) {
          String name =
              "%s/%s/%s"
                  .formatted(
                      dashboard.path("uid").asText(),
                      panel.path("title").asText(),
                      target.path("refId").asText());
          queries.add(new Query(name, shape, variables(target.path("expr").asText())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return queries;
  }

  private static String variables(String expression) {
    return expression
        .replace("$namespace", "signalbox")
        .replace("$__rate_interval", "30s")
        .replace("$__range", "10m");
  }

  /**
   * An alert's query answers nothing while all is well: with {@code bool} its comparisons answer 0
   * or 1 wherever there is something to compare.
   */
  static List<Query> ofAlerts(Path rules) throws IOException {
    List<Query> queries = new ArrayList<>();
    for (JsonNode group : YAML.readTree(rules.toFile()).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String name = "alerts/" + rule.path("alert").asText(rule.path("record").asText());
        queries.add(new Query(name, Shape.LINES, compared(rule.path("expr").asText())));
      }
    }
    return queries;
  }

  static String compared(String expression) {
    return COMPARISON
        .matcher(expression)
        .replaceAll(
            found ->
                java.util.regex.Matcher.quoteReplacement(
                    found.group(1) == null ? found.group() : found.group(1) + " bool"));
  }
}
