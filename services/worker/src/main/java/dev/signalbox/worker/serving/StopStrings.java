package dev.signalbox.worker.serving;

import java.util.List;

/**
 * Ends a streamed text before the first of several strings; holds back what may be the beginning of
 * one.
 */
final class StopStrings {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  StopStrings(List<String> stops) {
    this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
  }

  boolean stopped() {
    return stopped;
  }

  /** Adds text; what can be given out. */
  String add(String text) {
    if (stops.isEmpty()) {
      return text;
    }
    if (stopped) {
      return "";
    }
    held.append(text);
    int end = -1;
    for (String stop : stops) {
      int found = held.indexOf(stop);
      if (found >= 0 && (end < 0 || found < end)) {
        end = found;
      }
    }
    if (end >= 0) {
      stopped = true;
      return take(end);
    }
    return take(held.length() - longestBeginning());
  }

  /** What was held back, when the text is over. */
  String finish() {
    return stopped ? "" : take(held.length());
  }

  private String take(int count) {
    String out = held.substring(0, count);
    held.delete(0, count);
    return out;
  }

  private int longestBeginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
        if (stop.startsWith(held.substring(held.length() - length))) {
          longest = length;
          break;
        }
      }
    }
    return longest;
  }
}
