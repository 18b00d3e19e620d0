package dev.signalbox.ingress.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.pool.Floor;
import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.routing.Floors;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingsTest {
  private static final Instant THEN = Instant.parse("2026-11-22T10:00:00Z");

  private final Standings standings = new Standings();

  @Test
  void shouldDrainAModelOnlyWhereItsWholeIntervalIsBelowTheFloor() {
    standings.settled("cheap", new Standings.Standing(0.2, 0.45, 12, THEN));
    standings.settled("dear", new Standings.Standing(0.4, 0.7, 12, THEN));

    Floors floors = standings.of(route(Optional.of(new Floor(0.5))));

    assertThat(floors.drained("cheap"))
        .hasValueSatisfying(
            because ->
                assertThat(because).contains("12 votes").contains("45%").contains("floor of 50%"));
    assertThat(floors.drained("dear")).isEmpty();
    assertThat(floors.drained("unheard-of")).isEmpty();
    assertThat(standings.of(route(Optional.empty())).drained("cheap")).isEmpty();
  }

  @Test
  void shouldLetAModelBackWithALaterVerdictAndMindNoEarlierOne() {
    standings.settled("cheap", new Standings.Standing(0.2, 0.45, 12, THEN));
    standings.settled("cheap", new Standings.Standing(0.8, 0.95, 12, THEN.plusSeconds(60)));
    standings.settled("cheap", new Standings.Standing(0.1, 0.3, 12, THEN.plusSeconds(30)));

    assertThat(standings.of(route(Optional.of(new Floor(0.5)))).drained("cheap")).isEmpty();
  }

  @Test
  void shouldRememberABoundedNumberOfSubjects() {
    for (int i = 0; i < Standings.MOST + 10; i++) {
      standings.settled("subject-" + i, new Standings.Standing(0, 0.1, 5, THEN));
    }

    Floors floors = standings.of(route(Optional.of(new Floor(0.5))));
    assertThat(floors.drained("subject-0")).isPresent();
    assertThat(floors.drained("subject-" + (Standings.MOST + 5))).isEmpty();
  }

  private static Route route(Optional<Floor> floor) {
    List<String> models = List.of("cheap", "dear");
    return new Route(
        "auto",
        models,
        Mode.COST,
        models,
        models,
        List.of(),
        Set.of(),
        Route.USUAL_CAUTION,
        Optional.empty(),
        Optional.empty(),
        floor,
        Route.Origin.DOCUMENT);
  }
}
