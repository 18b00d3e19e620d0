package dev.signalbox.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.SafetensorsFile;
import dev.signalbox.worker.checkpoint.TensorEntry;
import dev.signalbox.worker.checkpoint.TextConfig;
import dev.signalbox.worker.checkpoint.VisionConfig;
import dev.signalbox.worker.cli.RandomFolder;
import dev.signalbox.worker.program.Kernels;
import dev.signalbox.worker.program.Precision;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program against plain loops in double precision. */
class EngineTest {
  private static final double VISION = 1e-4;
  private static final double LOGITS = 1e-3;

  @TempDir Path folder;

  /**
   * GQA as the small models; the 2.2B's patch 14, remainder, scale 3, odd grid, MHA, tied head; a
   * masked tile.
   */
  static Stream<ModelConfig> shapes() {
    ModelConfig tiny = RandomFolder.tiny();
    return Stream.of(
        tiny,
        new ModelConfig(
            new TextConfig(48, 80, 3, 3, 3, 16, 320, 1e-5, 130_000, 512),
            new VisionConfig(24, 40, 3, 3, 132, 14, 1e-6),
            3,
            tiny.imageToken(),
            true,
            tiny.stopTokens()),
        new ModelConfig(
            new TextConfig(60, 64, 2, 5, 1, 8, 330, 1e-6, 10_000, 512),
            new VisionConfig(16, 24, 1, 2, 36, 12, 1e-6),
            3,
            tiny.imageToken(),
            false,
            tiny.stopTokens()));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldEqualPlainLoopsOnEveryShape(ModelConfig config) throws IOException {
    RandomFolder.write(folder, config, 3);
    compare(Checkpoint.open(folder), 0.7f, Kernels.ofThisMachine(Precision.FP32));
  }

  @Test
  void shouldEqualPlainLoopsWithTheKernelsOfOtherMachines() throws IOException {
    RandomFolder.write(folder, RandomFolder.tiny(), 4);
    compare(Checkpoint.open(folder), 0.7f, Kernels.PLAIN);
  }

  @Test
  void shouldHonourBothEpsilonsWhenVarianceIsTiny() throws IOException {
    // given embeddings and patch weights so small that the epsilons decide the norms
    RandomFolder.write(folder, RandomFolder.tiny(), 5);
    scale("model.text_model.embed_tokens.weight", 3e-4f);
    scale("model.vision_model.embeddings.patch_embedding.weight", 1e-4f);
    scale("model.vision_model.embeddings.patch_embedding.bias", 1e-4f);
    scale("model.vision_model.embeddings.position_embedding.weight", 1e-4f);
    compare(Checkpoint.open(folder), 0.7f, Kernels.ofThisMachine(Precision.FP32));
  }

  private void compare(Checkpoint checkpoint, float validShare, Kernels kernels) {
    ModelConfig config = checkpoint.config();
    int edge = config.vision().imageSize();
    SplittableRandom random = new SplittableRandom(9);
    float[] pixels = new float[3 * edge * edge];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (random.nextDouble() * 2 - 1);
    }
    long[] mask = new long[edge * edge];
    for (int y = 0; y < edge * validShare; y++) {
      Arrays.fill(mask, y * edge, y * edge + (int) (edge * validShare), 1);
    }
    ReferenceModel reference = new ReferenceModel(checkpoint);
    try (Engine engine = Engine.load(checkpoint, new EngineOptions(1, Precision.FP32, kernels))) {
      for (PatchGrid grid :
          List.of(
              PatchGrid.full(config.vision().patchSide()),
              PatchGrid.fromPixels(mask, 0, edge, config.vision().patchSize()))) {
        double[][] expected = reference.embed(pixels, grid);
        try (Features seen = engine.see(pixels, List.of(grid));
            Features features = engine.connect(seen)) {
          assertThat(worst(features.values(), expected)).isLessThan(VISION);
          compareText(engine, reference, features, expected);
        }
      }
    }
  }

  /** A prompt with a picture in the middle, whole and in chunks, then two single tokens. */
  private static void compareText(
      Engine engine, ReferenceModel reference, Features features, double[][] pictures) {
    int tokens = pictures.length;
    long image = engine.config().imageToken();
    long[] ids = new long[tokens + 7];
    Arrays.fill(ids, 65);
    ids[1] = 80;
    Arrays.fill(ids, 3, 3 + tokens, image);
    double[][] expected = reference.logits(ids, Arrays.asList(pictures));
    for (int chunk : new int[] {ids.length, 4, 1}) {
      try (KvCache cache = engine.cache(ids.length)) {
        for (int start = 0; start < ids.length; start += chunk) {
          int end = Math.min(ids.length, start + chunk);
          int from = start;
          long[] rows =
              java.util.stream.LongStream.range(start, end)
                  .filter(row -> ids[(int) row] == image)
                  .map(row -> row - from)
                  .toArray();
          long[] positions = java.util.stream.LongStream.range(start, end).toArray();
          int first = (int) Arrays.stream(ids, 0, start).filter(id -> id == image).count();
          List<float[]> logits =
              engine.step(
                  List.of(
                      new Chunk(
                          cache,
                          start,
                          Arrays.copyOfRange(ids, start, end),
                          positions,
                          rows,
                          features,
                          first,
                          Chunk.Wanted.ALL)));
          for (int i = start; i < end; i++) {
            assertThat(worst(logits.get(i - start), new double[][] {expected[i]}))
                .isLessThan(LOGITS);
          }
        }
      }
    }
  }

  private static double worst(float[] actual, double[][] expected) {
    double worst = 0;
    int at = 0;
    for (double[] row : expected) {
      for (double value : row) {
        worst = Math.max(worst, Math.abs(actual[at++] - value));
      }
    }
    assertThat(at).isEqualTo(actual.length);
    return worst;
  }

  private void scale(String tensor, float factor) throws IOException {
    Path file = folder.resolve("model.safetensors");
    TensorEntry entry = Objects.requireNonNull(SafetensorsFile.open(file).find(tensor));
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] bytes = new byte[(int) entry.bytes()];
      raw.seek(entry.offset());
      raw.readFully(bytes);
      ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < entry.elements(); i++) {
        values.putFloat(i * 4, values.getFloat(i * 4) * factor);
      }
      raw.seek(entry.offset());
      raw.write(bytes);
    }
  }
}
