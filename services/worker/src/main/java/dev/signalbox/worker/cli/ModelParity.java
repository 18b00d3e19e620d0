package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.JsonFile;
import dev.signalbox.worker.checkpoint.WeightFiles;
import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.engine.KvCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a golden model folder through the serving engine: whole batches in one step, then greedy
 * decoding with the cache.
 */
final class ModelParity {
  private final Path folder;
  private final ParityReport report;
  private final Checkpoint checkpoint;
  private final long padToken;

  /** Weights are the folder's own unless a file of it is named. */
  ModelParity(Path folder, @Nullable String weights, ParityReport report) {
    this.folder = folder;
    this.report = report;
    this.checkpoint =
        weights == null
            ? Checkpoint.open(folder)
            : Checkpoint.open(folder, WeightFiles.open(folder.resolve(weights)));
    this.padToken =
        JsonFile.readIfPresent(folder.resolve("generation_config.json"))
            .path("pad_token_id")
            .asLong(-1);
  }

  void run(EngineOptions options) {
    report.heading("%s (%s)".formatted(folder, folder.relativize(checkpoint.weights().origin())));
    JsonNode cases = JsonFile.read(folder.resolve("index.json")).path("cases");
    try (Engine engine = Engine.load(checkpoint, options)) {
      for (JsonNode node : cases) {
        String name = node.path("case").asText();
        Path file = folder.resolve(name + ".safetensors");
        if (!Files.isRegularFile(file)) {
          throw new CheckpointException(file, null, "is missing, though index.json names the case");
        }
        run(engine, name, new GoldenCase(file, checkpoint.config()));
      }
    }
  }

  private void run(Engine engine, String name, GoldenCase golden) {
    double vision = Double.NaN;
    double connector = Double.NaN;
    Features features = null;
    if (golden.has("pixel_values")) {
      GoldenCase.Tiles tiles = golden.tiles();
      try (Features seen = engine.see(tiles.pixels(), tiles.grids())) {
        features = engine.connect(seen);
        if (golden.has("vision_last_hidden")) {
          vision = difference(seen.values(), golden.floats("vision_last_hidden"));
        }
        if (golden.has("connector_out")) {
          connector = difference(features.values(), golden.floats("connector_out"));
        }
      }
    }
    try {
      decode(engine, name, golden, features, vision, connector);
    } finally {
      if (features != null) {
        features.close();
      }
    }
  }

  private void decode(
      Engine engine,
      String name,
      GoldenCase golden,
      @Nullable Features features,
      double vision,
      double connector) {
    List<GoldenCase.Sequence> sequences = golden.sequences();
    long[][] expected = golden.generated();
    int steps = expected[0].length;
    List<KvCache> caches = new ArrayList<>();
    try {
      List<Chunk> chunks = new ArrayList<>();
      int firstFeature = 0;
      for (GoldenCase.Sequence sequence : sequences) {
        KvCache cache = engine.cache(sequence.ids().length + steps);
        caches.add(cache);
        chunks.add(
            new Chunk(
                cache,
                0,
                sequence.ids(),
                sequence.positions(),
                sequence.pictureRows(),
                features,
                firstFeature,
                Chunk.Wanted.ALL));
        firstFeature += sequence.pictureRows().length;
      }
      List<float[]> logits = engine.step(chunks);
      double error = logitsError(golden, sequences, logits);
      int wrong = greedy(engine, sequences, caches, logits, expected);
      String detail = wrong < 0 ? "" : " (row %d first differs)".formatted(wrong);
      report.model(name, vision, connector, error, wrong < 0, detail);
    } finally {
      caches.forEach(KvCache::close);
    }
  }

  private double logitsError(
      GoldenCase golden, List<GoldenCase.Sequence> sequences, List<float[]> logits) {
    float[] expected = golden.floats("logits");
    int vocabulary = checkpoint.config().text().vocabulary();
    double worst = 0;
    int row = 0;
    for (int i = 0; i < sequences.size(); i++) {
      for (int column : sequences.get(i).columns()) {
        int from = (i * golden.width() + column) * vocabulary;
        worst =
            Math.max(
                worst,
                difference(
                    logits.get(row++),
                    java.util.Arrays.copyOfRange(expected, from, from + vocabulary)));
      }
    }
    return worst;
  }

  /** The first row whose tokens differ from the reference's, or -1. */
  private int greedy(
      Engine engine,
      List<GoldenCase.Sequence> sequences,
      List<KvCache> caches,
      List<float[]> prefill,
      long[][] expected) {
    int rows = sequences.size();
    long[][] actual = new long[rows][expected[0].length];
    List<float[]> last = new ArrayList<>();
    int end = 0;
    for (GoldenCase.Sequence sequence : sequences) {
      end += sequence.ids().length;
      last.add(prefill.get(end - 1));
    }
    for (int step = 0; step < expected[0].length; step++) {
      List<Chunk> chunks = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        long token = argmax(last.get(row));
        actual[row][step] = token;
        GoldenCase.Sequence sequence = sequences.get(row);
        int length = sequence.ids().length;
        long position = sequence.positions()[length - 1] + 1 + step;
        chunks.add(Chunk.single(caches.get(row), length + step, token, position));
      }
      last = engine.step(chunks);
    }
    for (int row = 0; row < rows; row++) {
      if (!sameUntilStop(actual[row], expected[row])) {
        return row;
      }
    }
    return -1;
  }

  /** The reference pads a row after its stop token while others go on. */
  private boolean sameUntilStop(long[] actual, long[] expected) {
    boolean stopped = false;
    for (int i = 0; i < expected.length; i++) {
      if (actual[i] != expected[i] && !(stopped && expected[i] == padToken)) {
        return false;
      }
      stopped |= checkpoint.config().stopTokens().contains(actual[i]);
    }
    return true;
  }

  static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Largest absolute difference; infinite when sizes differ or a value is not a number. */
  static double difference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      double error = Math.abs((double) actual[i] - expected[i]);
      if (Double.isNaN(error)) {
        return Double.POSITIVE_INFINITY;
      }
      worst = Math.max(worst, error);
    }
    return worst;
  }
}
