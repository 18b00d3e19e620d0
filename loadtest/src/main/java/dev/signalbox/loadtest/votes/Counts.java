package dev.signalbox.loadtest.votes;

import java.util.TreeMap;

/** Ship and skip of each subject. */
final class Counts {
  private final TreeMap<String, long[]> bySubject = new TreeMap<>();

  void add(String subject, String choice, long times) {
    long[] counts = bySubject.computeIfAbsent(subject, any -> new long[2]);
    if (choice.equals("ship")) {
      counts[0] += times;
    } else if (choice.equals("skip")) {
      counts[1] += times;
    }
  }

  /** As {@code auto 12/3, …}: two that are equal say the same. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    bySubject.forEach(
        (subject, counts) -> {
          if (counts[0] + counts[1] > 0) {
            text.append(text.isEmpty() ? "" : ", ")
                .append("%s %d/%d".formatted(subject, counts[0], counts[1]));
          }
        });
    return text.isEmpty() ? "none" : text.toString();
  }
}
