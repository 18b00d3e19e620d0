package dev.signalbox.ingress.pool;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong while documents are read. */
final class Findings {
  private static final int MOST = 100;

  private final String source;
  private final List<Violation> violations = new ArrayList<>();

  Findings(String source) {
    this.source = source;
  }

  void add(int line, String path, String reason) {
    if (violations.size() < MOST) {
      violations.add(new Violation(source, line, path, reason));
    }
  }

  /** For what is under a field that was refused already: found things would only repeat it. */
  Findings silent() {
    return new Findings(source);
  }

  boolean any() {
    return !violations.isEmpty();
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }
}
