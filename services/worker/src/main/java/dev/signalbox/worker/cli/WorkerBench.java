package dev.signalbox.worker.cli;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.engine.KvCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the engine on random weights of a published shape, which cost what real ones cost. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures seconds a tile, prompt and decode speed, start-up and memory.")
public final class WorkerBench implements Callable<Integer> {
  @Option(
      names = "--shape",
      defaultValue = "256m",
      description = "tiny, 256m or 500m (default 256m).")
  private String shape = "256m";

  @Option(
      names = "--folder",
      defaultValue = "${sys:java.io.tmpdir}/signalbox-bench",
      description = "Where random-weight folders are kept (default: the temporary folder).")
  private Path folder = Path.of(".");

  @Option(names = "--threads", description = "libtorch's threads (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--steps",
      defaultValue = "16",
      description = "Decode steps measured (default 16).")
  private int steps = 16;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WorkerBench()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    ModelConfig config =
        switch (shape) {
          case "tiny" -> RandomFolder.tiny();
          case "256m" -> RandomFolder.shape256m();
          case "500m" -> RandomFolder.shape500m();
          default -> throw new IllegalArgumentException("the shapes are tiny, 256m and 500m");
        };
    Path model = folder.resolve(shape);
    if (!Files.exists(model.resolve("model.safetensors"))) {
      System.err.printf("writing random weights to %s ...%n", model);
      RandomFolder.write(model, config, 1);
    }
    Checkpoint checkpoint = Checkpoint.open(model);
    long begin = System.nanoTime();
    try (Engine engine = Engine.load(checkpoint, new EngineOptions(threads))) {
      System.out.printf(
          "%s, %d threads, float32, %d MB of weights%n",
          shape, threads, checkpoint.weightBytes() / 1_000_000);
      row("load", seconds(begin), "s");
      measure(engine);
    }
    return 0;
  }

  private void measure(Engine engine) throws IOException {
    int edge = engine.config().vision().imageSize();
    float[] pixels = new float[3 * edge * edge];
    Arrays.fill(pixels, 0.1f);
    engine.embed(pixels, 1).close();
    row("tile, first run excluded", best(3, () -> engine.embed(pixels, 1).close()), "s");
    try (Features tile = engine.embed(pixels, 1)) {
      int tokens = tile.tokens() * 4;
      try (KvCache cache = engine.cache(tokens)) {
        double prompt = best(2, () -> engine.step(List.of(prompt(cache, tokens))));
        row("prompt", tokens / prompt, "tokens/s");
      }
    }
    long textBytes = textBytes(engine.config());
    for (int batch : new int[] {1, 4, 8}) {
      double step = decode(engine, batch);
      row("decode, batch " + batch, batch / step, "tokens/s");
      row("  weights read", textBytes / step / 1e9, "GB/s");
    }
    row("resident", residentMegabytes(), "MB");
  }

  private static Chunk prompt(KvCache cache, int tokens) {
    long[] ids = new long[tokens];
    long[] positions = new long[tokens];
    Arrays.setAll(ids, i -> i % 200);
    Arrays.setAll(positions, i -> i);
    return new Chunk(cache, 0, ids, positions, new long[0], null, 0, Chunk.Wanted.LAST);
  }

  /** Seconds a step, median, after a prompt of 64 tokens. */
  private double decode(Engine engine, int batch) {
    List<KvCache> caches = new ArrayList<>();
    try {
      for (int i = 0; i < batch; i++) {
        KvCache cache = engine.cache(64 + steps + 2);
        caches.add(cache);
        engine.step(List.of(prompt(cache, 64)));
      }
      double[] times = new double[steps];
      for (int step = 0; step < steps + 2; step++) {
        int at = 64 + step;
        List<Chunk> chunks = caches.stream().map(cache -> Chunk.single(cache, at, at, at)).toList();
        long begin = System.nanoTime();
        engine.step(chunks);
        if (step >= 2) {
          times[step - 2] = seconds(begin);
        }
      }
      Arrays.sort(times);
      return times[steps / 2];
    } finally {
      caches.forEach(KvCache::close);
    }
  }

  /** Bytes that one step reads: everything of the text model but the embedding's unused rows. */
  private static long textBytes(ModelConfig config) {
    long hidden = config.text().hidden();
    long heads = (long) config.text().heads() + 2L * config.text().keyValueHeads();
    long attention = hidden * config.text().headSize() * (heads + config.text().heads());
    long mlp = 3 * hidden * config.text().intermediate();
    return Float.BYTES
        * (config.text().layers() * (attention + mlp) + hidden * config.text().vocabulary());
  }

  private static double best(int runs, Runnable work) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < runs; i++) {
      long begin = System.nanoTime();
      work.run();
      best = Math.min(best, seconds(begin));
    }
    return best;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static double residentMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return Double.NaN;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1000)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static void row(String what, double value, String unit) {
    System.out.printf(Locale.ROOT, "  %-28s %10.3f %s%n", what, value, unit);
  }
}
