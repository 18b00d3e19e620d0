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
        public void finished(Served request) {}

        @Override
        public void refused(WorkerProblem problem) {}
      };

  /** A request has left the queue. */
  default void started(Duration sinceSubmitted) {}

  /** A step was computed over this many tokens of prompts and answers. */
  default void stepped(int tokens) {}

  /** A request's caller left before its answer was whole. */
  default void cancelled() {}

  void firstToken(Duration sinceSubmitted);

  void nextToken(Duration sincePrevious);

  void finished(Served request);

  void refused(WorkerProblem problem);
}
