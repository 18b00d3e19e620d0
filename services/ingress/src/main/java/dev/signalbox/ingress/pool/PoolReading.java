package dev.signalbox.ingress.pool;

import java.util.List;

/** What became of pool documents: taken whole, or refused whole with everything that is wrong. */
public sealed interface PoolReading {
  record Accepted(PoolSnapshot pool) implements PoolReading {}

  /**
   * Something is wrong.
   *
   * @param violations in the order of the documents; never empty
   */
  record Refused(List<Violation> violations) implements PoolReading {
    public Refused {
      violations = List.copyOf(violations);
    }
  }
}
