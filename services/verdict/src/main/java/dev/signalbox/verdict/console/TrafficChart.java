package dev.signalbox.verdict.console;

import dev.signalbox.verdict.savings.TrafficHour;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Requests by hour as stacked bars, one colour for each of the busiest models and one for the rest.
 *
 * @param top requests that the height of the chart stands for
 */
public record TrafficChart(
    List<Piece> pieces, List<Name> names, List<String> lines, long top, long requests) {
  private static final int HOURS = 24;
  private static final int STEP = 24;
  private static final double HEIGHT = 100;
  private static final int COLOURS = 4;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * A part of a bar.
   *
   * @param colour 0 to 4, the last for all other models
   */
  public record Piece(int x, double y, double height, int colour, String label) {}

  /** A line of the legend. */
  public record Name(int colour, String model, long requests) {}

  /**
   * @param end the end of the last hour shown
   */
  static TrafficChart of(List<TrafficHour> hours, Instant end) {
    List<Name> names = names(hours);
    Map<String, Integer> colours = new HashMap<>();
    names.forEach(name -> colours.put(name.model(), name.colour()));
    long[][] counts = new long[HOURS][COLOURS + 1];
    for (TrafficHour hour : hours) {
      int at = HOURS - (int) Duration.between(hour.hour(), end).toHours();
      if (at >= 0 && at < HOURS) {
        counts[at][colours.getOrDefault(hour.model(), COLOURS)] += hour.requests();
      }
    }
    return drawn(counts, names, end);
  }

  private static List<Name> names(List<TrafficHour> hours) {
    Map<String, Long> totals = new HashMap<>();
    hours.forEach(hour -> totals.merge(hour.model(), hour.requests(), Long::sum));
    List<Map.Entry<String, Long>> busiest = new ArrayList<>(totals.entrySet());
    busiest.sort(
        Map.Entry.<String, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey()));
    List<Name> names = new ArrayList<>();
    long rest = 0;
    for (int i = 0; i < busiest.size(); i++) {
      if (i < COLOURS) {
        names.add(new Name(i, busiest.get(i).getKey(), busiest.get(i).getValue()));
      } else {
        rest += busiest.get(i).getValue();
      }
    }
    if (rest > 0) {
      names.add(new Name(COLOURS, (busiest.size() - COLOURS) + " others", rest));
    }
    return names;
  }

  private static TrafficChart drawn(long[][] counts, List<Name> names, Instant end) {
    long top = 0;
    long all = 0;
    for (long[] hour : counts) {
      long sum = sum(hour);
      top = Math.max(top, sum);
      all += sum;
    }
    List<Piece> pieces = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < HOURS; i++) {
      double y = HEIGHT;
      List<String> parts = new ArrayList<>();
      String hour = HOUR.format(end.minus(Duration.ofHours(HOURS - i)));
      for (Name name : names) {
        long count = counts[i][name.colour()];
        if (count > 0) {
          double height = HEIGHT * count / top;
          y -= height;
          String label = name.model() + " " + Display.grouped(count);
          pieces.add(new Piece(i * STEP + 2, y, height, name.colour(), hour + " UTC: " + label));
          parts.add(label);
        }
      }
      if (!parts.isEmpty()) {
        lines.add(hour + " UTC: " + String.join(", ", parts));
      }
    }
    return new TrafficChart(pieces, names, lines, top, all);
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  public boolean isEmpty() {
    return pieces.isEmpty();
  }
}
