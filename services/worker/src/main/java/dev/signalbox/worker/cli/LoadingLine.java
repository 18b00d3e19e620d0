package dev.signalbox.worker.cli;

import java.time.Duration;

/** Counts the seconds of loading on a terminal; silent elsewhere. */
final class LoadingLine implements AutoCloseable {
  private final Thread thread;

  private LoadingLine(Thread thread) {
    this.thread = thread;
  }

  static LoadingLine start() {
    boolean terminal = Terminal.canOverwrite();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("loading-line")
            .unstarted(terminal ? LoadingLine::count : () -> {});
    thread.start();
    return new LoadingLine(thread);
  }

  private static void count() {
    try {
      for (int seconds = 1; ; seconds++) {
        Thread.sleep(Duration.ofSeconds(1));
        System.err.printf("\r%d s", seconds);
      }
    } catch (InterruptedException e) {
      System.err.print("\r");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
