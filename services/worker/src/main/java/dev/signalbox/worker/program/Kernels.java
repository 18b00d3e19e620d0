package dev.signalbox.worker.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which matrix products the program calls. */
public enum Kernels {
  /** oneDNN's, with weights laid out once for them; x86-64 only. */
  PACKED,
  /**
   * The same, and in 8 bits FBGEMM's. Without the processor's VNNI it would add pairs of products
   * in 16 bits, which overflow.
   */
  VNNI,
  /** libtorch's own, on every device. */
  PLAIN;

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /** The fastest that this machine's processor has. */
  public static Kernels ofThisMachine() {
    String architecture = System.getProperty("os.arch", "");
    if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
      return PLAIN;
    }
    return hasVnni() ? VNNI : PACKED;
  }

  /** Whether weights are laid out for the processor, which 8 bits need. */
  public boolean isPacked() {
    return this != PLAIN;
  }

  private static boolean hasVnni() {
    try {
      return Files.readString(PROCESSOR).contains("avx512_vnni");
    } catch (IOException e) {
      return false; // no Linux: the other products run everywhere
    }
  }
}
