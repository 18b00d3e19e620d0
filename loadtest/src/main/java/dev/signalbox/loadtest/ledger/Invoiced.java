package dev.signalbox.loadtest.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the provider charged, call by call; fed from its list, which has an end. Thread-safe. */
final class Invoiced {
  private final Map<String, List<Long>> byTag = new HashMap<>();
  private long last;
  private long nanoUsd;

  /** The number of the newest call that is known. */
  synchronized long last() {
    return last;
  }

  /**
   * Takes lines of {@code number tag nano-dollars}.
   *
   * @throws IOException when the provider has forgotten calls in between
   */
  synchronized void take(String lines) throws IOException {
    for (String line : lines.lines().toList()) {
      String[] parts = line.split(" ", 3);
      long number = Long.parseLong(parts[0]);
      if (number <= last) {
        continue;
      }
      if (number != last + 1) {
        throw new IOException("the provider has forgotten calls between " + last + " and " + line);
      }
      last = number;
      long cost = Long.parseLong(parts[2]);
      nanoUsd += cost;
      byTag.computeIfAbsent(parts[1], tag -> new ArrayList<>()).add(cost);
    }
  }

  synchronized List<Long> of(String tag) {
    return List.copyOf(byTag.getOrDefault(tag, List.of()));
  }

  synchronized long nanoUsd() {
    return nanoUsd;
  }
}
