package dev.signalbox.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.TextConfig;
import dev.signalbox.worker.checkpoint.VisionConfig;
import dev.signalbox.worker.cli.RandomFolder;
import dev.signalbox.worker.program.Kernels;
import dev.signalbox.worker.program.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The reduced precisions against float32. */
class PrecisionTest {
  private static final int PROMPT = 40;

  @TempDir static Path folder;

  @BeforeAll
  static void writeFolder() throws IOException {
    ModelConfig tiny = RandomFolder.tiny();
    ModelConfig config =
        new ModelConfig(
            new TextConfig(128, 256, 4, 4, 2, 32, 1030, 1e-5, 100_000, 512),
            new VisionConfig(64, 128, 3, 2, 64, 8, 1e-6),
            2,
            tiny.imageToken(),
            false,
            tiny.stopTokens());
    RandomFolder.write(folder, config, 11);
  }

  @BeforeEach
  void needPackedKernels() {
    assumeThat(Kernels.ofThisMachine(Precision.BF16).isPacked()).isTrue();
  }

  private record Outcome(float[] seen, float[] logits) {}

  private static Outcome run(Precision precision) {
    return run(new EngineOptions(1, precision));
  }

  private static Outcome run(EngineOptions options) {
    try (Engine engine = Engine.load(Checkpoint.open(folder), options);
        Features features = engine.embed(pixels(engine), 1);
        KvCache cache = engine.cache(PROMPT)) {
      return new Outcome(features.values(), engine.step(List.of(prompt(cache, 0, 1))).getFirst());
    }
  }

  private static float[] pixels(Engine engine) {
    int edge = engine.config().vision().imageSize();
    float[] pixels = new float[3 * edge * edge];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 31 % 255) / 127.5f - 1;
    }
    return pixels;
  }

  private static Chunk prompt(KvCache cache, int start, int seed) {
    long[] ids = LongStream.range(start, PROMPT).map(i -> (i * 7 + seed * 13L) % 200).toArray();
    long[] positions = LongStream.range(start, PROMPT).toArray();
    return new Chunk(cache, start, ids, positions, new long[0], null, 0, Chunk.Wanted.LAST);
  }

  /** Root of the mean square error as a share of the values' own root mean square. */
  private static double error(float[] actual, float[] expected) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow((double) actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / size);
  }

  @ParameterizedTest
  @CsvSource({"BF16, 0.01, 0.02", "INT8, 0.01, 0.08"})
  void shouldStayNearFloat32(Precision precision, double pictures, double text) {
    Outcome exact = run(Precision.FP32);
    Outcome reduced = run(precision);
    assertThat(error(reduced.seen(), exact.seen())).isPositive().isLessThan(pictures);
    assertThat(error(reduced.logits(), exact.logits())).isPositive().isLessThan(text);
  }

  /** Both compute with the same whole numbers, so only their rounding to codes differs. */
  @Test
  void shouldGiveNearlyTheSameIn8BitsWithEitherProducts() {
    assumeThat(Kernels.ofThisMachine(Precision.INT8)).isEqualTo(Kernels.VNNI);
    float[] oneDnn = run(new EngineOptions(1, Precision.INT8, Kernels.PACKED)).logits();
    float[] fbgemm = run(new EngineOptions(1, Precision.INT8, Kernels.VNNI)).logits();
    assertThat(error(fbgemm, oneDnn)).isLessThan(0.01);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void shouldGiveTheSameLogitsAloneAndBatched(Precision precision) {
    try (Engine engine = Engine.load(Checkpoint.open(folder), new EngineOptions(1, precision))) {
      List<KvCache> caches = new ArrayList<>();
      List<Chunk> chunks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        caches.add(engine.cache(PROMPT));
        chunks.add(prompt(caches.get(i), 0, i));
      }
      // when all prompts share a step, and when each has its own
      List<float[]> together = engine.step(chunks);
      for (int i = 0; i < chunks.size(); i++) {
        float[] alone = engine.step(List.of(chunks.get(i))).getFirst();
        assertThat(error(together.get(i), alone)).isLessThan(1e-5);
      }
      caches.forEach(KvCache::close);
    }
  }

  @Test
  void shouldRefuseInt8WhereItsProductsAreMissing() {
    assertThatThrownBy(
            () ->
                Engine.load(
                    Checkpoint.open(folder), new EngineOptions(1, Precision.INT8, Kernels.PLAIN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x86-64");
  }

  @Test
  void shouldComputeInBfloat16OnOtherMachines() {
    try (Engine engine =
            Engine.load(
                Checkpoint.open(folder), new EngineOptions(1, Precision.BF16, Kernels.PLAIN));
        KvCache cache = engine.cache(PROMPT)) {
      float[] logits = engine.step(List.of(prompt(cache, 0, 1))).getFirst();
      assertThat(error(logits, run(Precision.FP32).logits())).isPositive().isLessThan(0.02);
    }
  }
}
