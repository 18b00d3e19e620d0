package dev.signalbox.worker.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelsTest {
  private static final Set<String> HASWELL = Set.of("sse4_1", "avx", "avx2", "fma");
  private static final Set<String> SKYLAKE = Set.of("avx2", "avx512bw", "avx512vl", "avx512dq");
  private static final Set<String> ICELAKE =
      Set.of("avx2", "avx512bw", "avx512vl", "avx512dq", "avx512_vnni");

  @ParameterizedTest
  @EnumSource(Precision.class)
  void shouldTakeWhatTheProcessorHas(Precision precision) {
    assertThat(Kernels.of(precision, ICELAKE, Map.of())).isEqualTo(Kernels.VNNI);
    assertThat(Kernels.of(precision, SKYLAKE, Map.of())).isEqualTo(Kernels.PACKED);
    assertThat(Kernels.of(precision, Set.of("avx2", "avx_ne_convert"), Map.of()))
        .isEqualTo(Kernels.PACKED);
    assertThat(Kernels.of(precision, Set.of(), Map.of())).isEqualTo(Kernels.PACKED);
  }

  /** oneDNN packs bfloat16 only where it can be multiplied: elsewhere loading would end in it. */
  @Test
  void shouldPackNoHalvesWhereTheProcessorHasOnlyAvx2() {
    assertThat(Kernels.of(Precision.FP32, HASWELL, Map.of())).isEqualTo(Kernels.PACKED);
    assertThat(Kernels.of(Precision.BF16, HASWELL, Map.of())).isEqualTo(Kernels.PLAIN);
    assertThat(Kernels.of(Precision.INT8, HASWELL, Map.of())).isEqualTo(Kernels.PLAIN);
    assertThat(Kernels.of(Precision.BF16, ICELAKE, Map.of("ONEDNN_MAX_CPU_ISA", "avx2")))
        .isEqualTo(Kernels.PLAIN);
    assertThat(Kernels.of(Precision.BF16, ICELAKE, Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE")))
        .isEqualTo(Kernels.VNNI);
  }
}
