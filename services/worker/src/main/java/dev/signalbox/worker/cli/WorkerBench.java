package dev.signalbox.worker.cli;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.EngineDevice;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.engine.KvCache;
import dev.signalbox.worker.program.Precision;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
    description =
        "Measures start-up, first token, seconds a tile, prompt and decode speed, and memory.")
public final class WorkerBench implements Callable<Integer> {
  /** Text tokens of the prompt with a picture, and of the prompts that decoding starts from. */
  private static final int TEXT_TOKENS = 64;

  private static final int COMPARED_TOKENS = 128;

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

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu or cuda (default auto).")
  private EngineDevice device = EngineDevice.AUTO;

  @Option(names = "--threads", description = "libtorch's threads (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--steps",
      defaultValue = "16",
      description = "Decode steps measured (default 16).")
  private int steps = 16;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description = "fp32, bf16 or int8 (default fp32).")
  private Precision precision = Precision.FP32;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new WorkerBench())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
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
    float[][] logits;
    try (Engine engine = Engine.load(checkpoint, EngineOptions.on(device, threads, precision))) {
      System.out.printf(
          "%s, %d threads, %s, %d MB of weights%n",
          shape,
          threads,
          precision.name().toLowerCase(Locale.ROOT),
          checkpoint.weightBytes() / 1_000_000);
      measure(engine);
      logits = logits(engine);
    }
    if (precision != Precision.FP32) {
      compare(logits, checkpoint);
    }
    return 0;
  }

  private void measure(Engine engine) throws IOException {
    int edge = engine.config().vision().imageSize();
    float[] pixels = new float[3 * edge * edge];
    Arrays.fill(pixels, 0.1f);
    // Since the process began, with the first forward, as in the service's readiness.
    engine.rehearse();
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    row("start-up", (System.currentTimeMillis() - started) / 1e3, "s");
    // On a busy machine only this tells how much work starting is.
    row("start-up, processor time", processorSeconds(), "s");
    row("a tile", best(3, () -> engine.embed(pixels, 1).close()), "s");
    row("first token, one tile", best(3, () -> fresh(engine, pixels)), "s");
    try (Features tile = engine.embed(pixels, 1)) {
      row("first token, same image", best(3, () -> first(engine, tile)), "s");
      int tokens = tile.tokens() * 4;
      try (KvCache cache = engine.cache(tokens)) {
        double prompt = best(2, () -> engine.step(List.of(prompt(cache, tokens))));
        row("prompt", tokens / prompt, "tokens/s");
      }
    }
    for (int batch : new int[] {1, 4, 8}) {
      double step = decode(engine, batch);
      row("decode, batch " + batch, batch / step, "tokens/s");
    }
    row("resident", residentMegabytes(), "MB");
  }

  private static void fresh(Engine engine, float[] pixels) {
    try (Features tile = engine.embed(pixels, 1)) {
      first(engine, tile);
    }
  }

  /** The first logits after a picture of one tile and some text. */
  private static void first(Engine engine, Features tile) {
    int tokens = tile.tokens() + TEXT_TOKENS;
    long[] rows = new long[tile.tokens()];
    Arrays.setAll(rows, i -> i);
    try (KvCache cache = engine.cache(tokens)) {
      Chunk text = prompt(cache, tokens);
      engine.step(
          List.of(
              new Chunk(cache, 0, text.ids(), text.positions(), rows, tile, 0, Chunk.Wanted.LAST)));
    }
  }

  /** Logits after each token of one text. */
  private static float[][] logits(Engine engine) {
    try (KvCache cache = engine.cache(COMPARED_TOKENS)) {
      Chunk text = prompt(cache, COMPARED_TOKENS);
      return engine
          .step(
              List.of(
                  new Chunk(
                      cache,
                      0,
                      text.ids(),
                      text.positions(),
                      new long[0],
                      null,
                      0,
                      Chunk.Wanted.ALL)))
          .toArray(float[][]::new);
    }
  }

  /** How far this precision's logits are from float32's, and how often both choose one token. */
  private void compare(float[][] logits, Checkpoint checkpoint) {
    try (Engine engine = Engine.load(checkpoint, new EngineOptions(threads))) {
      float[][] exact = logits(engine);
      double error = 0;
      double size = 0;
      int agreed = 0;
      for (int row = 0; row < exact.length; row++) {
        for (int i = 0; i < exact[row].length; i++) {
          error += Math.pow((double) logits[row][i] - exact[row][i], 2);
          size += Math.pow(exact[row][i], 2);
        }
        agreed += largest(logits[row]) == largest(exact[row]) ? 1 : 0;
      }
      row("logits' error, rms", 100 * Math.sqrt(error / size), "% of fp32's");
      row("same greedy token", 100.0 * agreed / exact.length, "% of positions");
    }
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static Chunk prompt(KvCache cache, int tokens) {
    long[] ids = new long[tokens];
    long[] positions = new long[tokens];
    Arrays.setAll(ids, i -> i % 200);
    Arrays.setAll(positions, i -> i);
    return new Chunk(cache, 0, ids, positions, new long[0], null, 0, Chunk.Wanted.LAST);
  }

  /** Seconds a step, median, after a short prompt. */
  private double decode(Engine engine, int batch) {
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
          times[step - 2] = seconds(begin);
        }
      }
      Arrays.sort(times);
      return times[steps / 2];
    } finally {
      caches.forEach(KvCache::close);
    }
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

  private static double processorSeconds() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(time -> time.toMillis() / 1e3)
        .orElse(Double.NaN);
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
