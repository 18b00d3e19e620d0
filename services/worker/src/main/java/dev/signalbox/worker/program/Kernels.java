package dev.signalbox.worker.program;

/** Which matrix products the program calls. */
public enum Kernels {
  /** oneDNN's, with weights laid out once for them; x86-64 only. */
  PACKED,
  /** libtorch's own, on every device. */
  PLAIN;

  /** The fastest that this machine's processor has. */
  public static Kernels ofThisMachine() {
    String architecture = System.getProperty("os.arch", "");
    return architecture.equals("amd64") || architecture.equals("x86_64") ? PACKED : PLAIN;
  }
}
