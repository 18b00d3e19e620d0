package dev.signalbox.worker.cli;

import com.sun.jna.Native;

/** Whether someone watches standard error. */
final class Terminal {
  private static final int STANDARD_ERROR = 2;

  private Terminal() {}

  private static final class CLibrary {
    static {
      Native.register("c");
    }

    static native int isatty(int descriptor);
  }

  /** Whether a line may be written over: standard error is a terminal, and one that can. */
  static boolean canOverwrite() {
    String name = System.getenv("TERM");
    return name != null && !name.isEmpty() && !name.equals("dumb") && isTerminal();
  }

  private static boolean isTerminal() {
    try {
      return CLibrary.isatty(STANDARD_ERROR) == 1;
    } catch (LinkageError e) {
      return false; // Without such a call in the C library: silence is the safe guess.
    }
  }
}
