package dev.signalbox.worker.engine;

import com.sun.jna.Native;

/**
 * Two calls of the C library that libtorch lives with. A C library that lacks one (musl has no
 * {@code malloc_trim}) is left as it is.
 */
final class CLibrary {
  private CLibrary() {}

  // A class for each: where the C library lacks one function, a class that has it can't be used.

  private static final class Environment {
    static {
      Native.register("c");
    }

    static native int setenv(String name, String value, int overwrite);
  }

  private static final class Allocator {
    static {
      Native.register("c");
    }

    @SuppressWarnings("MethodName") // as in C
    static native int malloc_trim(long pad);
  }

  /** Sets a variable of this process for native libraries loaded later, unless it has a value. */
  static void setIfAbsent(String name, String value) {
    try {
      int failed = Environment.setenv(name, value, 0);
      assert failed == 0 : name;
    } catch (LinkageError e) {
      // Without it native code keeps its default.
    }
  }

  /** Gives freed memory back to the system that the allocator keeps between living blocks. */
  static void trim() {
    try {
      int given = Allocator.malloc_trim(0);
      assert given >= 0;
    } catch (LinkageError e) {
      // Nothing to give back where the allocator has no such call.
    }
  }
}
