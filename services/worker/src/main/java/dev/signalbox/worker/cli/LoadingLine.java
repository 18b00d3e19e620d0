package dev.signalbox.worker.cli;

import dev.signalbox.worker.engine.LoadWatch;

/** Shows how far loading is in one line of a terminal; silent elsewhere. */
final class LoadingLine implements LoadWatch, AutoCloseable {
  private static final int WIDTH = 30;

  private final boolean shown = Terminal.canOverwrite();
  private int last = -1;

  @Override
  public void packed(long bytes, long ofBytes) {
    int percent = (int) (100 * bytes / Math.max(1, ofBytes));
    if (shown && percent != last) {
      last = percent;
      String bar = "#".repeat(WIDTH * percent / 100);
      System.err.printf("\r[%-" + WIDTH + "s] %d%%", bar, percent);
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (last >= 0) {
      System.err.print("\r" + " ".repeat(WIDTH + 7) + "\r");
    }
  }
}
