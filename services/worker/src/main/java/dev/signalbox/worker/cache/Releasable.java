package dev.signalbox.worker.cache;

/** A value with native memory of its own. */
public interface Releasable extends AutoCloseable {
  /** Native bytes held. */
  long bytes();

  @Override
  void close();
}
