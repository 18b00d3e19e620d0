package dev.signalbox.ingress.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.pool.Floor;
import dev.signalbox.ingress.pool.Mode;
import dev.signalbox.ingress.pool.Parity;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.routing.Floors;
import dev.signalbox.platform.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingsTest {
  private static final Instant THEN = Instant.parse("2026-11-22T10:00:00Z");

  private final Standings standings = new Standings("parity-1");

  @Test
  void shouldDrainAModelOnlyWhereItsWholeIntervalIsBelowTheFloor() {
    standings.settled("cheap", new Standings.Standing(0.2, 0.45, 12, THEN));
    standings.settled("dear", new Standings.Standing(0.4, 0.7, 12, THEN));

    Floors floors = standings.of(route(Optional.of(Floor.ofShipShare(0.5))));

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

    assertThat(standings.of(route(Optional.of(Floor.ofShipShare(0.5)))).drained("cheap")).isEmpty();
  }

  @Test
  void shouldRememberABoundedNumberOfSubjects() {
    for (int i = 0; i < Standings.MOST + 10; i++) {
      standings.settled("subject-" + i, new Standings.Standing(0, 0.1, 5, THEN));
    }

    Floors floors = standings.of(route(Optional.of(Floor.ofShipShare(0.5))));
    assertThat(floors.drained("subject-0")).isPresent();
    assertThat(floors.drained("subject-" + (Standings.MOST + 5))).isEmpty();
  }

  @Test
  void shouldDrainAModelThatSurelyLosesMoreThanTheRouteAllows() {
    standings.measured(experiment("cheap", "1", "parity-1"), measured(2.4, THEN));
    standings.measured(experiment("fair", "1", "parity-1"), measured(1.9, THEN));

    Floors floors = standings.of(compared(Floor.ofLossPoints(2)));

    assertThat(floors.drained("cheap"))
        .hasValue(
            "is drained: in 812 comparisons with dear up to 2026-11-22T10:00:00Z its answers surely"
                + " lost 2.4 points or more, above the 2 that the route allows");
    assertThat(floors.drained("fair")).isEmpty();
    assertThat(floors.drained("unheard-of")).isEmpty();
    assertThat(standings.of(compared(Floor.ofShipShare(0.5))).drained("cheap"))
        .as("the route has no floor of points")
        .isEmpty();
  }

  @Test
  void shouldBeginAnewWithAnotherSeedOrRubricAndMindNoEarlierMeasurement() {
    standings.measured(experiment("cheap", "0", "parity-1"), measured(9, THEN));
    standings.measured(experiment("cheap", "1", "parity-0"), measured(9, THEN));
    standings.measured(experiment("cheap", "1", "parity-1"), measured(1, THEN.plusSeconds(60)));
    standings.measured(experiment("cheap", "1", "parity-1"), measured(9, THEN));

    assertThat(standings.of(compared(Floor.ofLossPoints(2))).drained("cheap")).isEmpty();
  }

  @Test
  void shouldRememberABoundedNumberOfExperiments() {
    for (int i = 0; i < Standings.MOST + 10; i++) {
      standings.measured(experiment("model-" + i, "1", "parity-1"), measured(9, THEN));
    }

    Floors floors = standings.of(compared(Floor.ofLossPoints(2)));
    assertThat(floors.drained("model-0")).isPresent();
    assertThat(floors.drained("model-" + (Standings.MOST + 5))).isEmpty();
  }

  private static Standings.Experiment experiment(String model, String seed, String rubric) {
    return new Standings.Experiment("auto", model, "dear", rubric, seed);
  }

  private static Standings.Measured measured(double lossLower, Instant at) {
    return new Standings.Measured(lossLower, 812, at);
  }

  private static Route compared(Floor floor) {
    return route(
        Optional.of(floor),
        Optional.of(new Parity(0.1, Money.ofUsd(java.math.BigDecimal.ONE), List.of("dear"), "1")));
  }

  private static Route route(Optional<Floor> floor) {
    return route(floor, Optional.empty());
  }

  private static Route route(Optional<Floor> floor, Optional<Parity> parity) {
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
        parity,
        floor,
        Route.Origin.DOCUMENT);
  }
}
