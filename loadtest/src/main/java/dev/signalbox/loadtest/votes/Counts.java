package dev.signalbox.loadtest.votes;

import java.util.Map;
import java.util.TreeMap;

/** How often what was said of what: of a subject, or of a pair. */
final class Counts {
  private final TreeMap<String, TreeMap<String, Long>> byThing = new TreeMap<>();

  void add(String thing, String choice, long times) {
    if (times != 0) {
      byThing.computeIfAbsent(thing, any -> new TreeMap<>()).merge(choice, times, Long::sum);
    }
  }

  /** As {@code auto ship 12 skip 3, …}: two that are equal say the same. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, TreeMap<String, Long>> thing : byThing.entrySet()) {
      text.append(text.isEmpty() ? "" : ", ").append(thing.getKey());
      thing.getValue().forEach((choice, times) -> text.append(" %s %d".formatted(choice, times)));
    }
    return text.isEmpty() ? "none" : text.toString();
  }
}
