package dev.signalbox.local.plan;

import java.util.List;

/**
 * Why the system does not run: one sentence, and lines of a log where they help. Shown without a
 * stack trace.
 */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<String> details;

  public StartFailure(String sentence) {
    this(sentence, List.of());
  }

  public StartFailure(String sentence, List<String> details) {
    super(sentence);
    this.details = List.copyOf(details);
  }

  public StartFailure(String sentence, Throwable cause) {
    super(sentence, cause);
    this.details = List.of();
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }

  public List<String> details() {
    return details;
  }
}
