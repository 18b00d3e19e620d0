package dev.signalbox.verdict.parity;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** What clients said of one model's answers on a route. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record FeedbackCell(
    String route, boolean simulated, String model, long grades, long scoreMillionths) {
  FeedbackCell plus(FeedbackCell more) {
    return new FeedbackCell(
        route,
        simulated,
        model,
        grades + more.grades,
        Math.addExact(scoreMillionths, more.scoreMillionths));
  }
}
