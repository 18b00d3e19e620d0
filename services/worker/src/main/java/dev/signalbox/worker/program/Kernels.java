package dev.signalbox.worker.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which matrix products the program calls. */
public enum Kernels {
  /**
   * oneDNN's, with weights laid out once for them; x86-64 only, and below float32 only where the
   * processor has AVX-512 or converts bfloat16 itself.
   */
  PACKED,
  /**
   * The same, and in 8 bits FBGEMM's. Without the processor's VNNI it would add pairs of products
   * in 16 bits, which overflow.
   */
  VNNI,
  /** libtorch's own, on every device. */
  PLAIN;

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final Set<String> WIDE = Set.of("avx512bw", "avx512vl", "avx512dq");
  private static final String CONVERTS = "avx_ne_convert";

  /** oneDNN's own words for: use no more than this. */
  private static final List<String> BOUNDS = List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  private static final Set<String> NARROW = Set.of("SSE41", "AVX", "AVX2", "AVX2_VNNI");

  /** The fastest that this machine's processor has in a precision. */
  public static Kernels ofThisMachine(Precision precision) {
    String architecture = System.getProperty("os.arch", "");
    if (!architecture.equals("amd64") && !architecture.equals("x86_64")) {
      return PLAIN;
    }
    return of(precision, flags(), System.getenv());
  }

  /** Of an x86-64 processor with these abilities; none where they are not known. */
  static Kernels of(Precision precision, Set<String> flags, Map<String, String> environment) {
    if (precision != Precision.FP32 && !packsHalves(flags, environment)) {
      return PLAIN;
    }
    return flags.contains("avx512_vnni") ? VNNI : PACKED;
  }

  /** Whether weights are laid out for the processor, which 8 bits need. */
  public boolean isPacked() {
    return this != PLAIN;
  }

  private static boolean packsHalves(Set<String> flags, Map<String, String> environment) {
    boolean bounded =
        BOUNDS.stream()
            .map(name -> environment.getOrDefault(name, "").toUpperCase(Locale.ROOT))
            .anyMatch(NARROW::contains);
    return !bounded && (flags.isEmpty() || flags.containsAll(WIDE) || flags.contains(CONVERTS));
  }

  private static Set<String> flags() {
    try {
      return Files.readString(PROCESSOR)
          .lines()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(
              line ->
                  Set.copyOf(List.of(line.substring(line.indexOf(':') + 1).strip().split(" +"))))
          .orElse(Set.of());
    } catch (IOException e) {
      return Set.of(); // No Linux: oneDNN says itself what it lacks.
    }
  }
}
