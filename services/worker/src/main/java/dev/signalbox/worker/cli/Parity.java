package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.JsonFile;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares this worker with recorded runs of the reference. */
@Command(
    name = "parity",
    mixinStandardHelpOptions = true,
    description =
        "Runs golden folders and compares tiles, vision, connector, logits and greedy ids.")
public final class Parity implements Callable<Integer> {
  private static final String SHARDED = "sharded/model.safetensors.index.json";

  @Parameters(
      arity = "1..*",
      paramLabel = "FOLDER",
      description =
          "Folder with an index.json of model or picture cases, or a folder of such folders.")
  private List<Path> folders = List.of();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Weights inside the folder, such as model_bf16.safetensors or sharded/model.safetensors.index.json.")
  private @Nullable String weights;

  @Option(names = "--threads", defaultValue = "1", description = "libtorch's threads (default 1).")
  private int threads = 1;

  @Option(
      names = "--agreement",
      description =
          "Take the folders for models, and compare bf16 and int8 with fp32 over random prompts.")
  private boolean agreement;

  @Option(
      names = "--prompts",
      defaultValue = "300",
      description = "Random prompts of --agreement (default 300).")
  private int prompts = 300;

  @Option(names = "--seed", defaultValue = "1", description = "Their seed (default 1).")
  private long seed = 1;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Parity()).execute(arguments));
  }

  @Override
  public Integer call() {
    ParityReport report = new ParityReport(System.out);
    try {
      if (agreement) {
        folders.forEach(folder -> new Agreement(folder, threads, prompts, seed).run(System.out));
        return 0;
      }
      for (Path folder : folders) {
        for (Path golden : goldens(folder)) {
          run(golden, report);
        }
      }
    } catch (CheckpointException | ImageRefusedException e) {
      System.err.println("parity: " + e.getMessage());
      return 1;
    }
    return report.finish();
  }

  private void run(Path folder, ParityReport report) {
    JsonNode first = JsonFile.read(folder.resolve("index.json")).path("cases").path(0);
    if (first.has("u8_sha256")) {
      new TileParity(folder, report).run();
    } else if (first.has("rgb_sha256")) {
      new PictureParity(folder, report).run();
    } else if (first.has("messages")) {
      new ConversationParity(folder, report).run(new EngineOptions(threads));
    } else if (first.has("case")) {
      new ModelParity(folder, weights, report).run(new EngineOptions(threads));
      if (weights == null && Files.isRegularFile(folder.resolve(SHARDED))) {
        new ModelParity(folder, SHARDED, report).run(new EngineOptions(threads));
      }
    } else {
      throw new CheckpointException(
          folder.resolve("index.json"), "cases", "holds neither model nor picture cases");
    }
  }

  private static List<Path> goldens(Path folder) {
    if (Files.isRegularFile(folder.resolve("index.json"))) {
      return List.of(folder);
    }
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> found =
          children
              .filter(child -> Files.isRegularFile(child.resolve("index.json")))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new CheckpointException(folder, "index.json", "is missing");
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " can't be listed", e);
    }
  }
}
