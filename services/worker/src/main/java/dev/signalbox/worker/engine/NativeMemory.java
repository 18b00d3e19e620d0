package dev.signalbox.worker.engine;

import java.util.OptionalLong;

/** Memory outside the Java heap, as the C library's allocator counts it; for whole processes. */
public final class NativeMemory {
  private NativeMemory() {}

  /**
   * Bytes allocated and not freed: weights, keys and values, embeddings, the JVM's own. What the
   * allocator keeps of freed memory is not in it. Empty where the C library can't say.
   */
  public static OptionalLong allocated() {
    return CLibrary.allocated();
  }

  /** Gives freed memory that the allocator keeps back to the system. */
  public static void trim() {
    CLibrary.trim();
  }
}
