package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.ProblemException;

/** Receives a request's events in order, from one thread at a time; must not block. */
public interface GenerationListener {
  void onEvent(GenerationEvent event);

  /** The request failed; nothing follows. */
  void onFailure(ProblemException problem);
}
