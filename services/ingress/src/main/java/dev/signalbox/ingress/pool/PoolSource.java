package dev.signalbox.ingress.pool;

import java.util.List;

/** Where the pool comes from. It is watched; the last good pool stays in force. Thread-safe. */
public interface PoolSource extends AutoCloseable {
  /** Told of each change, from the watcher's thread; must not block for long. */
  interface Listener {
    void accepted(PoolSnapshot pool);

    /** Something is wrong: what it says of a pool in force is the source's own rule. */
    void refused(List<Violation> violations);
  }

  /** The pool in force: one volatile read. */
  PoolSnapshot current();

  /** Ends the watch; the pool in force stays readable. */
  @Override
  void close();
}
