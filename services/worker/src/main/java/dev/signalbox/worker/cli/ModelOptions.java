package dev.signalbox.worker.cli;

import dev.signalbox.worker.engine.EngineDevice;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.library.GenerationOptions;
import dev.signalbox.worker.library.VisionLanguageModel;
import dev.signalbox.worker.program.Precision;
import dev.signalbox.worker.serving.Sampling;
import dev.signalbox.worker.serving.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options of every command that loads a model and asks it. */
final class ModelOptions {
  @Option(
      names = {"-m", "--model"},
      defaultValue = "${env:SIGNALBOX_VLM_MODEL}",
      description = "Model folder (or set SIGNALBOX_VLM_MODEL).")
  private @Nullable Path model;

  @Option(names = "--threads", description = "libtorch's threads (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--precision",
      description =
          "fp32 (default, as the reference), bf16 or int8: faster and a little less exact.")
  private Precision precision = Precision.FP32;

  @Option(
      names = "--device",
      description = "cpu (default), cuda, or auto: CUDA where libtorch finds it.")
  private EngineDevice device = EngineDevice.CPU;

  @Option(names = "--max-tokens", description = "Longest answer in tokens (default 256).")
  private int maxTokens = 256;

  @Option(names = "--temperature", description = "0 is greedy (default).")
  private double temperature;

  @Option(names = "--top-p", description = "Smallest set of tokens with this probability.")
  private double topP = 1;

  @Option(names = "--top-k", description = "Most probable tokens kept; 0 is all (default).")
  private int topK;

  @Option(names = "--seed", description = "Seed of the sampling.")
  private @Nullable Long seed;

  @Option(names = "--schema", description = "File with a JSON Schema that the answer must satisfy.")
  private @Nullable Path schema;

  @Option(names = "--json", description = "Print one JSON object instead of text.")
  private boolean json;

  boolean json() {
    return json;
  }

  VisionLanguageModel load() {
    if (model == null) {
      throw new CommandLine.ParameterException(
          new CommandLine(new Vlm()), "Say which model folder: --model or SIGNALBOX_VLM_MODEL.");
    }
    long begin = System.nanoTime();
    System.err.printf("loading %s ...%n", model);
    ServerOptions options = ServerOptions.standard(EngineOptions.on(device, threads, precision));
    VisionLanguageModel loaded;
    try (LoadingLine line = new LoadingLine()) {
      loaded = VisionLanguageModel.load(model, options, line);
    }
    System.err.printf("ready after %d ms%n", (System.nanoTime() - begin) / 1_000_000);
    return loaded;
  }

  GenerationOptions generation() throws IOException {
    GenerationOptions options =
        new GenerationOptions(
            maxTokens,
            new Sampling(
                temperature,
                topP,
                topK,
                0,
                1,
                0,
                0,
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed)),
            List.of(),
            OptionalInt.empty());
    return schema == null ? options : options.withSchema(Files.readString(schema));
  }
}
