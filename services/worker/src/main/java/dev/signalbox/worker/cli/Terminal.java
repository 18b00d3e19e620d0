package dev.signalbox.worker.cli;

/** Whether someone watches. */
final class Terminal {
  private Terminal() {}

  /** Whether a line may be written over: a terminal is named and it can. */
  static boolean canOverwrite() {
    String name = System.getenv("TERM");
    return name != null && !name.isEmpty() && !name.equals("dumb");
  }
}
