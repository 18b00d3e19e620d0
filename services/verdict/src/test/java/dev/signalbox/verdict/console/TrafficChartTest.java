package dev.signalbox.verdict.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.verdict.savings.TrafficHour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficChartTest {
  private static final Instant END = Instant.parse("2026-11-28T03:00:00Z");

  @Test
  void shouldStackEachHourUpToItsShareOfTheBusiest() {
    TrafficChart chart =
        TrafficChart.of(List.of(at(1, "small", 30), at(1, "large", 10), at(2, "small", 20)), END);

    assertThat(chart.top()).isEqualTo(40);
    assertThat(chart.requests()).isEqualTo(60);
    assertThat(chart.names())
        .extracting(TrafficChart.Name::model)
        .containsExactly("small", "large");
    assertThat(chart.lines())
        .containsExactly("01:00 UTC: small 20", "02:00 UTC: small 30, large 10");
    double busiest =
        chart.pieces().stream()
            .filter(piece -> piece.x() == 23 * 24 + 2)
            .mapToDouble(TrafficChart.Piece::height)
            .sum();
    assertThat(busiest).isCloseTo(100, within(1e-9));
    assertThat(chart.pieces().get(0).height()).isCloseTo(50, within(1e-9));
  }

  @Test
  void shouldPutAllButFourModelsTogether() {
    List<TrafficHour> hours = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      hours.add(at(3, "model-" + i, i));
    }
    TrafficChart chart = TrafficChart.of(hours, END);

    assertThat(chart.names()).hasSize(5);
    assertThat(chart.names().get(4)).isEqualTo(new TrafficChart.Name(4, "3 others", 6));
    assertThat(chart.pieces()).hasSize(5);
  }

  @Test
  void shouldLeaveOutWhatIsOlderThanADay() {
    assertThat(TrafficChart.of(List.of(at(25, "small", 3)), END).isEmpty()).isTrue();
  }

  /** An hour that began {@code ago} hours before the end. */
  private static TrafficHour at(int ago, String model, long requests) {
    return new TrafficHour(END.minus(Duration.ofHours(ago)), model, requests);
  }
}
