package dev.signalbox.worker.cli;

import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.checkpoint.TextConfig;
import dev.signalbox.worker.checkpoint.VisionConfig;
import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.engine.KvCache;
import dev.signalbox.worker.program.Precision;
import dev.signalbox.worker.serving.ServingLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tiles, first tokens, decoding and memory of a loaded engine. */
final class EngineBench {
  /** Text tokens of the prompt with a picture, and of the prompts that decoding starts from. */
  private static final int TEXT_TOKENS = 64;

  /** A square picture: four by four and the whole. */
  private static final int MANY_TILES = 17;

  private final BenchRows rows;
  private final Engine engine;
  private final int steps;

  EngineBench(BenchRows rows, Engine engine, int steps) {
    this.rows = rows;
    this.engine = engine;
    this.steps = steps;
  }

  /** Everything, as shares of what the machine's memory (bytes/s) and products (ops/s) reach. */
  void measure(Precision precision, double bandwidth, double arithmetic) throws IOException {
    int edge = engine.config().vision().imageSize();
    float[] pixels = new float[3 * edge * edge];
    Arrays.fill(pixels, 0.1f);
    try (Features tile = engine.embed(pixels, 1)) {
      first(tile);
    }
    double tile = BenchRows.best(3, () -> engine.embed(pixels, 1).close());
    rows.add("a tile", tile, "s");
    if (precision != Precision.FP32) {
      rows.add("a tile, share of peak", 100 * tileOperations() / tile / arithmetic, "%");
    }
    rows.add("first token, 1 tile", BenchRows.best(3, () -> fresh(pixels, 1)), "s");
    rows.add("first token, 17 tiles", BenchRows.best(1, () -> fresh(pixels, MANY_TILES)), "s");
    double one = decode(1);
    double four = decode(4);
    double eight = decode(8);
    rows.add("decode, batch 1", 1 / one, "tokens/s");
    rows.add("decode, batch 4", 4 / four, "tokens/s");
    rows.add("decode, batch 8", 8 / eight, "tokens/s");
    rows.add("8 streams against one", 8 * one / eight, "times");
    double bytes = textBytes(engine.config(), precision);
    rows.add("decode, share of bandwidth", 100 * bytes / one / bandwidth, "%");
    resident(precision);
  }

  /** Resident size with the default room for keys and values in use. */
  private void resident(Precision precision) throws IOException {
    int tokens = 1024;
    List<KvCache> caches = new ArrayList<>();
    try {
      KvCache filled = engine.cache(tokens);
      caches.add(filled);
      engine.step(List.of(prompt(filled, TEXT_TOKENS)));
      while ((caches.size() + 1) * filled.bytes() <= ServingLimits.DEFAULT.cacheBytes()) {
        KvCache more = engine.cache(tokens);
        caches.add(more);
        engine.copy(filled, more, tokens);
      }
      double keysAndValues = caches.size() * filled.bytes() / 1e6;
      double weights = weightBytes(engine.config(), precision) / 1e6;
      engine.trim(); // as the scheduler does when nothing is left to do
      double resident = BenchRows.residentMegabytes();
      rows.add("resident", resident, "MB");
      rows.add("weights and KV", weights + keysAndValues, "MB");
      rows.add("resident over those", resident / (weights + keysAndValues), "times");
    } finally {
      caches.forEach(KvCache::close);
    }
  }

  private static long vocabularyTable(ModelConfig config) {
    return (long) config.text().vocabulary() * config.text().hidden();
  }

  private static long textProducts(ModelConfig config) {
    TextConfig text = config.text();
    long heads = (long) text.headSize() * (text.heads() + 2 * text.keyValueHeads());
    long layer =
        text.hidden() * heads
            + (long) text.headSize() * text.heads() * text.hidden()
            + 3L * text.hidden() * text.intermediate();
    return layer * text.layers() + vocabularyTable(config);
  }

  private static long visionWeights(ModelConfig config) {
    VisionConfig vision = config.vision();
    long wide = vision.hidden();
    long layer = 4 * wide * wide + 2 * wide * vision.intermediate();
    long table = (long) vision.patchSide() * vision.patchSide() * wide;
    long shuffled = wide * config.scaleFactor() * config.scaleFactor();
    return layer * vision.layers() + table + shuffled * config.text().hidden();
  }

  /** Bytes of weights that one decode step reads: every text product once. */
  private static double textBytes(ModelConfig config, Precision precision) {
    return (double) textProducts(config)
        * switch (precision) {
          case FP32 -> 4;
          case BF16 -> 2;
          case INT8 -> 1;
        };
  }

  /** Bytes of all weights in the types of the precision; the embedding table in two bytes. */
  private static double weightBytes(ModelConfig config, Precision precision) {
    int half = precision == Precision.FP32 ? 4 : 2;
    return textBytes(config, precision)
        + (double) half * (visionWeights(config) + vocabularyTable(config));
  }

  /** Multiplications and additions of one tile through the tower and the connector. */
  private double tileOperations() {
    VisionConfig vision = engine.config().vision();
    double patches = Math.pow(vision.patchSide(), 2);
    double attention = 4 * patches * patches * vision.hidden() * vision.layers();
    double layers =
        (4.0 * vision.hidden() + 2.0 * vision.intermediate()) * vision.hidden() * vision.layers();
    return attention + 2 * patches * layers;
  }

  private void fresh(float[] pixels, int tiles) {
    List<Features> parts = new ArrayList<>();
    for (int i = 0; i < tiles; i++) {
      parts.add(engine.embed(pixels, 1));
    }
    try (Features picture = engine.join(parts)) {
      first(picture);
    } finally {
      parts.forEach(Features::close);
    }
  }

  /** The first logits after a picture and some text, in the scheduler's pieces. */
  private void first(Features picture) {
    int total = picture.tokens() + TEXT_TOKENS;
    int piece = ServingLimits.DEFAULT.prefillTokens();
    try (KvCache cache = engine.cache(total)) {
      for (int from = 0; from < total; from += piece) {
        int start = from;
        int end = Math.min(total, from + piece);
        long[] ids = new long[end - start];
        long[] positions = new long[end - start];
        Arrays.setAll(ids, i -> (start + i) % 200);
        Arrays.setAll(positions, i -> start + i);
        long[] own = new long[Math.max(0, Math.min(end, picture.tokens()) - start)];
        Arrays.setAll(own, i -> i);
        engine.step(
            List.of(
                new Chunk(
                    cache,
                    start,
                    ids,
                    positions,
                    own,
                    picture,
                    Math.min(start, picture.tokens()),
                    end == total ? Chunk.Wanted.LAST : Chunk.Wanted.NONE)));
      }
    }
  }

  private static Chunk prompt(KvCache cache, int tokens) {
    long[] ids = new long[tokens];
    long[] positions = new long[tokens];
    Arrays.setAll(ids, i -> i % 200);
    Arrays.setAll(positions, i -> i);
    return new Chunk(cache, 0, ids, positions, new long[0], null, 0, Chunk.Wanted.LAST);
  }

  /** Seconds a step, median, after a short prompt. */
  private double decode(int batch) {
    List<KvCache> caches = new ArrayList<>();
    try {
      for (int i = 0; i < batch; i++) {
        KvCache cache = engine.cache(TEXT_TOKENS + steps + 2);
        caches.add(cache);
        engine.step(List.of(prompt(cache, TEXT_TOKENS)));
      }
      double[] times = new double[steps];
      for (int step = 0; step < steps + 2; step++) {
        int at = TEXT_TOKENS + step;
        List<Chunk> chunks = caches.stream().map(cache -> Chunk.single(cache, at, at, at)).toList();
        long begin = System.nanoTime();
        engine.step(chunks);
        if (step >= 2) {
          times[step - 2] = BenchRows.seconds(begin);
        }
      }
      Arrays.sort(times);
      return times[steps / 2];
    } finally {
      caches.forEach(KvCache::close);
    }
  }
}
