package dev.signalbox.worker.cli;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.ModelConfig;
import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.EngineDevice;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.KvCache;
import dev.signalbox.worker.engine.MachineProbe;
import dev.signalbox.worker.program.Precision;
import dev.signalbox.worker.serving.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the engine on random weights of a published shape, which cost what real ones cost. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures start-up, first token, seconds a tile, prompt and decode speed, and memory.")
public final class WorkerBench implements Callable<Integer> {
  private static final int COMPARED_TOKENS = 128;

  @Spec private @Nullable CommandSpec spec;

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

  @Option(
      names = "--measure",
      defaultValue = "ENGINE",
      description = "engine, photo (the whole worker) or start (only its start-up).")
  private What what = What.ENGINE;

  @Option(
      names = "--compared",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Compare logits with fp32 (default; --no-compared leaves it out).")
  private boolean compared = true;

  @Option(names = "--json", description = "File for the values.")
  private @Nullable Path json;

  /** What one run measures. */
  enum What {
    /** Tiles, first tokens, decoding, memory and the error of the precision. */
    ENGINE,
    /** Start-up, a photo, the same photo again, decoding of a JPEG. */
    PHOTO,
    START
  }

  @Override
  public Integer call() throws IOException {
    Path model = folder.resolve(shape);
    ModelConfig config =
        switch (shape) {
          case "tiny" -> RandomFolder.tiny();
          case "256m" -> RandomFolder.shape256m();
          case "500m" -> RandomFolder.shape500m();
          default ->
              throw new CommandLine.ParameterException(
                  spec == null ? new CommandLine(this) : spec.commandLine(),
                  "The shapes are tiny, 256m and 500m.");
        };
    if (!Files.exists(model.resolve("model.safetensors"))) {
      System.err.printf("writing random weights to %s ...%n", model);
      RandomFolder.write(model, config, 1);
    }
    BenchRows rows = new BenchRows();
    rows.describe("shape", shape);
    rows.describe("precision", precision.name().toLowerCase(Locale.ROOT));
    EngineOptions options = EngineOptions.on(device, threads, precision);
    System.out.printf("%s, %s, %d threads%n", shape, rows.text("precision"), threads);
    switch (what) {
      case ENGINE -> engine(rows, Checkpoint.open(model), options);
      case PHOTO -> new ServingBench(rows, model).photo(ServerOptions.standard(options));
      case START -> new ServingBench(rows, model).startUp(ServerOptions.standard(options));
    }
    rows.write(json);
    return 0;
  }

  private void engine(BenchRows rows, Checkpoint checkpoint, EngineOptions options)
      throws IOException {
    double bandwidth;
    double arithmetic;
    try (MachineProbe probe = MachineProbe.start(threads)) {
      bandwidth = probe.readBytesPerSecond();
      arithmetic = probe.bfloat16OperationsPerSecond();
    }
    rows.add("memory, read", bandwidth / 1e9, "GB/s");
    rows.add("bf16 products", arithmetic / 1e9, "GFLOP/s");
    float[][] logits;
    try (Engine engine = Engine.load(checkpoint, options)) {
      new EngineBench(rows, engine, steps).measure(precision, bandwidth, arithmetic);
      logits = logits(engine);
    }
    if (precision != Precision.FP32 && compared) {
      compare(rows, logits, checkpoint);
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
  private void compare(BenchRows rows, float[][] logits, Checkpoint checkpoint) {
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
      rows.add("logits' error, rms", 100 * Math.sqrt(error / size), "% of fp32's");
      rows.add("same greedy token", 100.0 * agreed / exact.length, "% of positions");
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
}
