package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.dispatch.Consumption;

/** One call to a model that is billed. */
public record Line(Consumption consumed, Purpose purpose) {
  public static Line answer(Consumption consumed) {
    return new Line(consumed, Purpose.ANSWER);
  }

  public static Line failed(Consumption consumed) {
    return new Line(consumed, Purpose.FAILED);
  }
}
