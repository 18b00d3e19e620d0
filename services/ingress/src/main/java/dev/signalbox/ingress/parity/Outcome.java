package dev.signalbox.ingress.parity;

import dev.signalbox.contracts.events.OutcomeObserved;
import java.util.Optional;

/** How a comparison ended. */
sealed interface Outcome {
  /** Both answers have their grades. */
  record Graded(Grades.Compared grades) implements Outcome {}

  /** They have none, and this is why. */
  record Ungraded(OutcomeObserved.Ungraded why) implements Outcome {}

  static Outcome of(Optional<Grades> servedFirst, Optional<Grades> referenceFirst) {
    return servedFirst.isPresent() && referenceFirst.isPresent()
        ? new Graded(Grades.compared(servedFirst.get(), referenceFirst.get()))
        : new Ungraded(OutcomeObserved.Ungraded.UNPARSED);
  }
}
