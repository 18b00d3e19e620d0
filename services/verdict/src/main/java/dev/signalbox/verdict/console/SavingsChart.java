package dev.signalbox.verdict.console;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsRow;
import dev.signalbox.verdict.savings.SavingsTotal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Saved money by hour as bars, real and simulated side by side, never stacked into one sum.
 *
 * @param top what the height of the chart stands for
 */
public record SavingsChart(List<Bar> bars, List<String> ticks, Money top, boolean isEmpty) {
  private static final int HOURS = 24;
  private static final int STEP = 24;
  private static final int WIDTH = 10;
  private static final double HEIGHT = 100;
  private static final double LEAST = 1.5;
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private record Slot(Instant hour, boolean simulated) {}

  /**
   * @param report by hour
   * @param end the end of the last hour shown
   */
  static SavingsChart of(SavingsReport report, Instant end) {
    Map<Slot, SavingsTotal> totals =
        report.rows().stream()
            .collect(
                Collectors.toMap(
                    row -> new Slot(Instant.parse(row.key()), row.simulated()),
                    SavingsRow::total,
                    SavingsTotal::plus));
    long top = totals.values().stream().mapToLong(t -> t.saved().nanoUsd()).max().orElse(0);
    List<Bar> bars = new ArrayList<>();
    List<String> ticks = new ArrayList<>();
    for (int i = 0; i < HOURS; i++) {
      Instant hour = end.minus(Duration.ofHours(HOURS - i));
      ticks.add(HOUR.format(hour));
      for (boolean simulated : new boolean[] {false, true}) {
        SavingsTotal total = totals.getOrDefault(new Slot(hour, simulated), SavingsTotal.NONE);
        if (!total.isEmpty()) {
          bars.add(bar(i, hour, simulated, total, top));
        }
      }
    }
    return new SavingsChart(bars, ticks, Money.ofNanoUsd(Math.max(0, top)), bars.isEmpty());
  }

  private static Bar bar(int i, Instant hour, boolean simulated, SavingsTotal total, long top) {
    long saved = Math.max(0, total.saved().nanoUsd());
    double height = top <= 0 ? LEAST : Math.max(LEAST, HEIGHT * saved / top);
    String label =
        "%s UTC: %s saved%s, %s requests"
            .formatted(
                HOUR.format(hour),
                Display.usd(total.saved()),
                simulated ? " (simulated)" : "",
                Display.grouped(total.requests()));
    int x = i * STEP + (simulated ? WIDTH + 2 : 1);
    return new Bar(x, HEIGHT - height, height, simulated, label);
  }
}
