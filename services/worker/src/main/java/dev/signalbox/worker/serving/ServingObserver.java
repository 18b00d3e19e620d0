package dev.signalbox.worker.serving;

import java.time.Duration;

/** What the metrics see; must not block. */
public interface ServingObserver {
  /** Sees nothing. */
  ServingObserver NONE =
      new ServingObserver() {
        @Override
        public void firstToken(Duration sinceSubmitted) {}

        @Override
        public void nextToken(Duration sincePrevious) {}

        @Override
        public void finished(
            GenerationEvent.Reason reason, GenerationEvent.Usage usage, Duration total) {}

        @Override
        public void refused(WorkerProblem problem) {}
      };

  /** A request has left the queue. */
  default void started(Duration sinceSubmitted) {}

  void firstToken(Duration sinceSubmitted);

  void nextToken(Duration sincePrevious);

  void finished(GenerationEvent.Reason reason, GenerationEvent.Usage usage, Duration total);

  void refused(WorkerProblem problem);
}
