package dev.signalbox.platform.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Run as a process of its own by {@link SlotFileTest}: takes slots and frees every second one, and
 * says so, until it is killed.
 */
final class TakeUntilKilled {
  private TakeUntilKilled() {}

  public static void main(String[] args) {
    SlotFile file = SlotFile.open(Path.of(args[0]), 10_000, 256);
    for (int i = 0; i < 1_000_000; i++) {
      int slot = file.take(("call " + i).getBytes(StandardCharsets.UTF_8));
      if (slot == SlotFile.NONE) {
        continue;
      }
      file.set(slot, 3, i);
      if (i % 2 == 0) {
        file.free(slot);
      }
      System.out.println(i);
    }
  }
}
