package dev.signalbox.platform.spool;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Run as a process of its own by {@link EventSpoolTest}: appends and says so, until it is killed.
 */
final class AppendUntilKilled {
  private AppendUntilKilled() {}

  public static void main(String[] args) {
    EventSpool spool =
        EventSpool.open(
            Path.of(args[0]), new SpoolLimits(64 << 20, 64 << 10, Duration.ofSeconds(1)));
    for (int i = 0; i < 1_000_000; i++) {
      spool.append("t", Events.event(i));
      System.out.println(i);
    }
  }
}
