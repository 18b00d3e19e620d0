package dev.signalbox.worker.serving;

/** A submitted request. */
public interface Ticket {
  /**
   * Stops it and frees its memory before the next step; nothing is sent after that. Harmless when
   * it has ended.
   */
  void cancel();
}
