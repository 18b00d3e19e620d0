package dev.signalbox.verdict.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a decision came about, as its page shows it.
 *
 * @param weight what a dollar counted, in points of success; null when nothing was weighed
 * @param carriedOver the weight was validated on other models
 * @param points the operating points, by accepted loss
 * @param modes what each mode would have chosen; empty when nothing was weighed
 * @param features what moved the estimates, largest first
 * @param fallbacks models that would have been tried next, by comma; null when there were none
 * @param asked what the request itself asked for; null when nothing
 * @param unsure why the classifier did not trust its answer; null when it did
 * @param escalation whether the answer was to be checked; null where the route does not
 */
public record Choice(
    @Nullable String weight,
    boolean carriedOver,
    List<Point> points,
    List<ModeChoice> modes,
    List<Feature> features,
    @Nullable String fallbacks,
    @Nullable String asked,
    @Nullable String unsure,
    @Nullable String escalation) {
  private static final double POINTS = 100;

  /**
   * An operating point in words.
   *
   * @param loss in points
   * @param weight points of success that a dollar outweighs
   */
  public record Point(String loss, String weight) {}

  /** A reading of the request, and which way it moved the cheapest model's chances. */
  public record Feature(String name, String weight, boolean helps) {}

  /**
   * What one mode would have chosen.
   *
   * @param points difference in predicted success to the choice, such as {@code +1.2}; null when it
   *     is the same model or not predicted
   * @param cost difference in expected cost to the choice; null when it is the same model
   */
  public record ModeChoice(
      String mode, String model, boolean same, @Nullable String points, @Nullable Money cost) {}

  static Choice of(JsonNode choice, List<Candidate> candidates) {
    JsonNode weighing = choice.path("weighing");
    return new Choice(
        weighing.path("weightPerUsd").isNumber()
            ? weight(weighing.path("weightPerUsd").asDouble())
            : null,
        weighing.path("carriedOver").asBoolean(),
        points(weighing.path("operatingPoints")),
        modes(weighing.path("alternatives"), candidates),
        features(choice.path("features")),
        joined(choice.path("fallbacks")),
        asked(choice.path("asked")),
        choice.hasNonNull("unsure") ? choice.path("unsure").asText() : null,
        escalation(choice.path("escalation")));
  }

  private static List<Point> points(JsonNode points) {
    List<Point> all = new ArrayList<>();
    for (JsonNode point : points) {
      all.add(
          new Point(
              String.format(Locale.ROOT, "%.2f", point.path("lossPoints").asDouble()),
              weight(point.path("weightPerUsd").asDouble())));
    }
    return all;
  }

  /** A dollar against points: three digits, for they span decades. */
  private static String weight(double perUsd) {
    double points = perUsd * POINTS;
    return String.format(Locale.ROOT, points >= 100 ? "%,.0f" : "%.3g", points);
  }

  private static List<ModeChoice> modes(JsonNode alternatives, List<Candidate> candidates) {
    Candidate chosen = candidates.stream().filter(Candidate::chosen).findFirst().orElse(null);
    List<ModeChoice> modes = new ArrayList<>();
    for (JsonNode alternative : alternatives) {
      String model = alternative.path("model").asText();
      Candidate other =
          candidates.stream().filter(one -> one.model().equals(model)).findFirst().orElse(null);
      boolean same = other != null && other.chosen();
      modes.add(
          new ModeChoice(
              alternative.path("mode").asText(),
              model,
              same,
              same ? null : pointsBetween(chosen, other),
              same ? null : costBetween(chosen, other)));
    }
    return modes;
  }

  private static @Nullable String pointsBetween(@Nullable Candidate from, @Nullable Candidate to) {
    if (from == null || to == null || from.success() == null || to.success() == null) {
      return null;
    }
    return String.format(Locale.ROOT, "%+.1f", (to.success() - from.success()) * POINTS);
  }

  private static @Nullable Money costBetween(@Nullable Candidate from, @Nullable Candidate to) {
    return from == null || to == null || from.cost() == null || to.cost() == null
        ? null
        : to.cost().minus(from.cost());
  }

  private static List<Feature> features(JsonNode features) {
    List<Feature> all = new ArrayList<>();
    for (JsonNode feature : features) {
      double weight = feature.path("weight").asDouble();
      all.add(
          new Feature(
              feature.path("name").asText(),
              String.format(Locale.ROOT, "%+.2f", weight),
              weight >= 0));
    }
    return all;
  }

  private static @Nullable String joined(JsonNode names) {
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add(name.asText()));
    return all.isEmpty() ? null : String.join(", ", all);
  }

  private static @Nullable String asked(JsonNode asked) {
    List<String> all = new ArrayList<>();
    String models = joined(asked.path("models"));
    if (models != null) {
      all.add("only " + models);
    }
    if (asked.hasNonNull("zone")) {
      all.add("only in zone " + asked.path("zone").asText());
    }
    if (asked.path("maxCostNanoUsd").isNumber()) {
      all.add("at most $" + Money.ofNanoUsd(asked.path("maxCostNanoUsd").asLong()).toPlainUsd());
    }
    return all.isEmpty() ? null : String.join("; ", all);
  }

  private static @Nullable String escalation(JsonNode escalation) {
    if (escalation.hasNonNull("to")) {
      return "checked; " + escalation.path("to").asText() + " if it fails";
    }
    return escalation.hasNonNull("unchecked")
        ? "not checked: " + escalation.path("unchecked").asText()
        : null;
  }
}
