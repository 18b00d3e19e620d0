package dev.signalbox.loadtest.ledger;

import java.io.IOException;

/** What the provider charged, call by call; fed from its list, which has an end. */
final class Invoiced {
  private final Entries entries;
  private long last;
  private long nanoUsd;

  Invoiced(Entries entries) {
    this.entries = entries;
  }

  /** The number of the newest call that is known. */
  long last() {
    return last;
  }

  /**
   * Takes a page of lines of {@code number tag nano-dollars}.
   *
   * @return false for an empty one, behind which there is nothing
   * @throws IOException when the provider has forgotten calls in between
   */
  boolean take(String lines) throws IOException {
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
      entries.called(parts[1], cost);
    }
    return !lines.isEmpty();
  }

  long nanoUsd() {
    return nanoUsd;
  }
}
