package dev.signalbox.verdict.console;

import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.arena.PairVote;
import dev.signalbox.verdict.subject.SubjectSheet;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The leaderboard on a page.
 *
 * @param apart subjects that are on nobody's scale
 * @param position the last entry of the vote chain that counts; empty where there is none
 */
public record LeaderboardView(
    Leaderboard board,
    Leaderboard.Filter filter,
    List<Scale> scales,
    List<Line> apart,
    List<Option> tasks,
    List<Option> complexities,
    String position) {
  /** Where the same numbers are to be had with all that makes them again. */
  public String document() {
    List<String> parts = new ArrayList<>();
    add(parts, "task", filter.task());
    add(parts, "complexity", filter.complexity());
    add(parts, "style", filter.styled() ? "on" : null);
    return "/api/boards/live" + (parts.isEmpty() ? "" : "?" + String.join("&", parts));
  }

  private static void add(List<String> parts, String name, @Nullable String value) {
    if (value != null) {
      parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  /** A choice of a filter. */
  public record Option(String value, boolean chosen) {}

  /** A group with the words of its first place. */
  public record Scale(List<Line> lines, String flip) {}

  /** A place with its bar on a scale of 0 to 100. */
  public record Line(
      Leaderboard.Place place,
      String title,
      boolean sample,
      boolean simulated,
      double from,
      double wide,
      double at) {
    public String rating() {
      return whole(place.rating());
    }

    public String interval() {
      return whole(place.lower()) + " to " + whole(place.upper());
    }

    public String elo() {
      return whole(place.elo());
    }

    private static String whole(@Nullable Double value) {
      return value == null ? "–" : String.format(Locale.ROOT, "%.0f", value);
    }
  }

  static LeaderboardView of(
      Leaderboard board,
      List<PairVote> votes,
      Leaderboard.Filter filter,
      Map<String, SubjectSheet> sheets,
      String position) {
    List<Scale> scales = new ArrayList<>();
    List<Line> apart = new ArrayList<>();
    for (Leaderboard.Group group : board.groups()) {
      List<Line> lines = lines(group, sheets);
      if (group.places().size() > 1) {
        scales.add(new Scale(lines, flip(group, lines)));
      } else {
        apart.addAll(lines);
      }
    }
    return new LeaderboardView(
        board,
        filter,
        scales,
        apart,
        options(votes.stream().map(PairVote::task).distinct().sorted().toList(), filter.task()),
        options(List.of("easy", "medium", "hard"), filter.complexity()),
        position);
  }

  public boolean isEmpty() {
    return board.votes() == 0;
  }

  /** What length does, in words; empty when style is not controlled for. */
  public String lengthEffect() {
    Leaderboard.Effect effect = board.lengthEffect();
    if (effect == null) {
      return "";
    }
    String said =
        effect.lower() > 0
            ? "Longer answers win more often here"
            : effect.upper() < 0
                ? "Shorter answers win more often here"
                : "Whether length decides here is not told yet";
    return String.format(
            Locale.ROOT,
            "%s: %.2f log-odds from none to all of the length (95%% interval %.2f to %.2f).",
            said,
            effect.value(),
            effect.lower(),
            effect.upper())
        .replace(" -", " \u2212");
  }

  private static List<Option> options(List<String> values, @Nullable String chosen) {
    return values.stream().map(value -> new Option(value, value.equals(chosen))).toList();
  }

  private static String flip(Leaderboard.Group group, List<Line> lines) {
    OptionalLong votes = group.toFlip();
    return votes.isEmpty()
        ? ""
        : "%s more %s for %s against %s would change the first place."
            .formatted(
                Display.grouped(votes.getAsLong()),
                votes.getAsLong() == 1 ? "vote" : "votes",
                lines.get(1).title(),
                lines.get(0).title());
  }

  private static List<Line> lines(Leaderboard.Group group, Map<String, SubjectSheet> sheets) {
    double low = group.places().stream().mapToDouble(p -> or(p.lower(), 1_000)).min().orElse(0);
    double high = group.places().stream().mapToDouble(p -> or(p.upper(), 1_000)).max().orElse(0);
    double span = Math.max(1, high - low);
    return group.places().stream()
        .map(
            place -> {
              SubjectSheet sheet = sheets.get(place.subject());
              return new Line(
                  place,
                  sheet == null ? place.subject() : sheet.title(),
                  sheet != null && sheet.sample(),
                  sheet != null && sheet.simulated(),
                  (or(place.lower(), 1_000) - low) / span * 100,
                  (or(place.upper(), 1_000) - or(place.lower(), 1_000)) / span * 100,
                  Math.clamp((or(place.rating(), 1_000) - low) / span * 100 - 0.5, 0, 99));
            })
        .toList();
  }

  private static double or(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }
}
