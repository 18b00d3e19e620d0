package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The parts of a bench-worker run side by side, and the worker's goals, met or not. */
public final class BenchGoals {
  private static final JsonMapper JSON = new JsonMapper();

  /** A goal on one value: at most, or at least, a bound. */
  private record Goal(String part, String value, boolean atMost, double bound, String words) {}

  private static final List<Goal> GOALS =
      List.of(
          new Goal("engine", "decode, share of bandwidth", false, 60, "% of the read bandwidth"),
          new Goal("engine", "8 streams against one", false, 4, "times one stream"),
          new Goal("engine", "a tile", true, 0.8, "s a tile"),
          new Goal("engine", "resident over those", true, 1.2, "times weights and KV"),
          new Goal("engine", "resident", true, 2000, "MB resident"),
          new Goal("photo", "same photo, share of first", true, 5, "% of its first time"),
          new Goal("photo", "12 MP JPEG to tiles", true, 120, "ms from JPEG to tiles"),
          new Goal("start", "start-up", true, 2, "s to ready (256M)"));

  private final Map<String, JsonNode> parts = new TreeMap<>();
  private final ObjectNode out = JSON.createObjectNode();

  private BenchGoals() {}

  /** Arguments: the folder of the parts' values, the file for all of them. */
  public static void main(String[] arguments) throws IOException {
    BenchGoals goals = new BenchGoals();
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        String name = file.getFileName().toString();
        goals.parts.put(
            name.substring(0, name.length() - ".json".length()), JSON.readTree(file.toFile()));
      }
    }
    goals.sideBySide("engine", "transformers");
    goals.sideBySide("photo", "photo");
    goals.sideBySide("start", "start");
    goals.goals();
    goals.out.set("parts", JSON.valueToTree(goals.parts));
    Files.writeString(
        Path.of(arguments[1]), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(goals.out));
    System.out.println("all values: " + arguments[1]);
  }

  private JsonNode values(String part) {
    return parts.getOrDefault(part, MissingNode.getInstance());
  }

  private List<String> named(String... prefixes) {
    List<String> names = new ArrayList<>();
    for (String prefix : new LinkedHashSet<>(List.of(prefixes))) {
      parts.keySet().stream().filter(name -> name.startsWith(prefix + "-")).forEach(names::add);
    }
    return names;
  }

  private void sideBySide(String first, String second) {
    List<String> columns = named(first, second);
    Set<String> rows = new LinkedHashSet<>();
    for (String column : columns) {
      JsonNode values = values(column);
      values.fieldNames().forEachRemaining(name -> addNumber(rows, values, name));
    }
    if (rows.isEmpty()) {
      return;
    }
    System.out.printf("%n%-28s", "");
    columns.forEach(column -> System.out.printf(" %17s", column));
    System.out.println();
    for (String row : rows) {
      System.out.printf("%-28s", row);
      for (String column : columns) {
        JsonNode value = values(column).path(row);
        System.out.printf(" %17s", value.isNumber() ? number(value.asDouble()) : "-");
      }
      System.out.println();
    }
  }

  private static void addNumber(Set<String> rows, JsonNode values, String name) {
    if (values.path(name).isNumber()) {
      rows.add(name);
    }
  }

  private void goals() {
    System.out.println();
    for (Goal goal : GOALS) {
      for (String part : named(goal.part())) {
        double value = values(part).path(goal.value()).asDouble(Double.NaN);
        judge(part, value, goal);
      }
    }
    against("decode, batch 1", 3, true);
    against("a tile", 2, false);
  }

  /** Our value against the better one of transformers. */
  private void against(String value, double times, boolean largerIsBetter) {
    double theirs = Double.NaN;
    for (String part : named("transformers")) {
      double one = values(part).path(value).asDouble(Double.NaN);
      boolean better = largerIsBetter ? one > theirs : one < theirs;
      theirs = Double.isNaN(theirs) || better ? one : theirs;
    }
    for (String part : named("engine")) {
      double ours = values(part).path(value).asDouble(Double.NaN);
      double ratio = largerIsBetter ? ours / theirs : theirs / ours;
      judge(part, ratio, new Goal("", value, false, times, "times transformers: " + value));
    }
  }

  private void judge(String part, double value, Goal goal) {
    if (Double.isNaN(value)) {
      return;
    }
    boolean met = goal.atMost() ? value <= goal.bound() : value >= goal.bound();
    System.out.printf(
        "%-8s %-12s %10s %s (goal: at %s %s)%n",
        met ? "met" : "NOT MET",
        part,
        number(value),
        goal.words(),
        goal.atMost() ? "most" : "least",
        number(goal.bound()));
    out.withObjectProperty("goals")
        .withObjectProperty(part)
        .putObject(goal.words())
        .put("value", value)
        .put("bound", goal.bound())
        .put("met", met);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }
}
