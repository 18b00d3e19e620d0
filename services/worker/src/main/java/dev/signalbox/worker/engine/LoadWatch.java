package dev.signalbox.worker.engine;

/**
 * Told how far loading is, on the thread that loads, after each layer. What it throws ends the
 * loading there: inside a native call nothing can, and a process that ends meanwhile crashes.
 */
@FunctionalInterface
public interface LoadWatch {
  /** Looks away. */
  LoadWatch NONE = (bytes, ofBytes) -> {};

  /** Bytes of weights, as stored, that are in place, and of how many. */
  void packed(long bytes, long ofBytes);
}
