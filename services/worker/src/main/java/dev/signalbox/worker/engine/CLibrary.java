package dev.signalbox.worker.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Structure;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalLong;

/**
 * Calls of the C library that libtorch lives with. A C library that lacks one (musl has no {@code
 * malloc_trim}) is left as it is.
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

  private static final class Scheduling {
    static {
      Native.register("c");
    }

    @SuppressWarnings("MethodName") // as in C
    static native int sched_setaffinity(int thread, NativeLong bytes, byte[] mask);
  }

  /** As the C header has it: ten sizes, of which {@code uordblks} and {@code hblkhd} are in use. */
  @Structure.FieldOrder({
    "arena",
    "ordblks",
    "smblks",
    "hblks",
    "hblkhd",
    "usmblks",
    "fsmblks",
    "uordblks",
    "fordblks",
    "keepcost"
  })
  @SuppressWarnings({"MemberName", "VisibilityModifier"}) // as in C
  public static final class MallocState extends Structure implements Structure.ByValue {
    public long arena;
    public long ordblks;
    public long smblks;
    public long hblks;
    public long hblkhd;
    public long usmblks;
    public long fsmblks;
    public long uordblks;
    public long fordblks;
    public long keepcost;
  }

  /** Beside the allocator's other calls, for C libraries that are older than this one. */
  interface Statistics extends Library {
    MallocState mallinfo2();
  }

  /** Bytes that native code has allocated and not freed; empty where the library can't say. */
  static OptionalLong allocated() {
    try {
      MallocState state = Native.load("c", Statistics.class).mallinfo2();
      return OptionalLong.of(state.uordblks + state.hblkhd);
    } catch (LinkageError e) {
      return OptionalLong.empty();
    }
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

  /** Keeps the calling thread to these processors; false when the system won't. */
  static boolean pin(BitSet processors) {
    byte[] set = processors.toByteArray();
    // Whole words, as the kernel counts them.
    byte[] mask = Arrays.copyOf(set, (set.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
    try {
      return Scheduling.sched_setaffinity(0, new NativeLong(mask.length), mask) == 0;
    } catch (LinkageError e) {
      return false;
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
