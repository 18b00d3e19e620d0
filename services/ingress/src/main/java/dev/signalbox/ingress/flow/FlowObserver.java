package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.classify.Classification;
import dev.signalbox.ingress.settlement.Ending;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.platform.problem.ProblemException;

/** Is told how requests went, for metrics; must be quick. */
public interface FlowObserver {
  void classified(Classification classification);

  void decided(Decision decision);

  void settled(Visit visit, Decision decision, String model, Settled settled, Ending ending);

  /**
   * An answer was checked before it was sent.
   *
   * @param failed a stronger model was asked
   */
  void checked(Decision decision, boolean failed);

  /** No model answered, and the request was not to blame. */
  void unanswered(Decision decision);

  /** It failed with nothing to settle. */
  void refused(ProblemException problem);
}
