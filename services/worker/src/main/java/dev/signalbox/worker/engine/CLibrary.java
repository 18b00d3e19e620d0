package dev.signalbox.worker.engine;

import com.sun.jna.Native;

/**
 * Two calls of the C library that libtorch lives with. A C library that lacks one (musl has no
 * {@code malloc_trim}) is left as it is.
 */
final class CLibrary {
  private CLibrary() {}

  /** The functions by their names in C. */
  @SuppressWarnings("MethodName") // as in C
  private static final class Functions {
    static {
      Native.register("c");
    }

    static native int setenv(String name, String value, int overwrite);
  }

  private static final class Trim {
    static {
      Native.register("c");
    }

    @SuppressWarnings("MethodName") // as in C
    static native int malloc_trim(long pad);
  }

  /** Sets a variable of this process for native libraries loaded later, unless it has a value. */
  static void setIfAbsent(String name, String value) {
    try {
      int failed = Functions.setenv(name, value, 0);
      assert failed == 0 : name;
    } catch (LinkageError e) {
      // Without it native code keeps its default.
    }
  }

  /** Gives freed memory back to the system that the allocator keeps between living blocks. */
  static void trim() {
    try {
      int given = Trim.malloc_trim(0);
      assert given >= 0;
    } catch (LinkageError e) {
      // Nothing to give back where the allocator has no such call.
    }
  }
}
