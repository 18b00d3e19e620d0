package dev.signalbox.ingress.pool;

import java.util.List;
import java.util.stream.Collectors;

/**
 * There is no good pool to start with. The message has a sentence for each violation, a line each.
 */
public final class PoolRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Violation> violations;

  public PoolRefusedException(List<Violation> violations) {
    super(violations.stream().map(Violation::sentence).collect(Collectors.joining("\n")));
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }
}
