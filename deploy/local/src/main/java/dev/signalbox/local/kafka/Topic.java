package dev.signalbox.local.kafka;

import java.time.Duration;
import java.util.Map;

/**
 * A topic of {@code topics.yaml}.
 *
 * @param retention negative: for ever
 * @param cleanup {@code delete} or {@code compact}
 */
public record Topic(String name, int partitions, Duration retention, String cleanup) {
  public Topic {
    if (name.isBlank() || partitions < 1) {
      throw new IllegalArgumentException("topic " + name + " with " + partitions + " partitions");
    }
    if (!cleanup.equals("delete") && !cleanup.equals("compact")) {
      throw new IllegalArgumentException("topic " + name + " has cleanup " + cleanup);
    }
  }

  Map<String, String> configuration() {
    return Map.of(
        "cleanup.policy",
        cleanup,
        "retention.ms",
        Long.toString(retention.isNegative() ? -1 : retention.toMillis()));
  }
}
