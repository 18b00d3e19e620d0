package dev.signalbox.classifier.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains a model from graded outcomes. */
@Command(
    name = "route-train",
    mixinStandardHelpOptions = true,
    description = "Trains a routing model from graded outcomes.")
public final class RouteTrain implements Callable<Integer> {
  @Parameters(arity = "1..*", description = "Outcome files: JSON lines, gzipped or not.")
  private List<Path> outcomes = List.of();

  @Option(
      names = "--pool",
      defaultValue = "",
      description = "A pool file with prices, or comma-separated models; empty: every model.")
  private String pool = "";

  @Option(names = "--model", required = true, description = "The model file to write.")
  private Path model = Path.of("model.sbx");

  @Option(names = "--bits", defaultValue = "17", description = "Log2 of the hash buckets.")
  private int bits = 17;

  @Option(names = "--penalty", defaultValue = "1.5", description = "Of the reader's weights.")
  private double penalty = 1.5;

  @Option(
      names = "--labels",
      defaultValue = "48",
      description = "Benchmarks and categories that the reader learns to recognise, at most.")
  private int labels = 48;

  @Option(
      names = "--trees",
      defaultValue = "160",
      description = "Of each group of models; fewer make a smaller file.")
  private int trees = 160;

  @Option(
      names = "--no-memory",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "false",
      description = "Do not keep the questions' sketches, by which near copies are known again.")
  private boolean remember = true;

  @Option(names = "--seed", defaultValue = "7", description = "Of folds and draws.")
  private long seed = 7;

  public static void main(String[] arguments) {
    System.exit(Commands.run(new RouteTrain(), arguments));
  }

  @Override
  public Integer call() throws IOException {
    Path parent = model.toAbsolutePath().getParent();
    // Said now, not after minutes of training.
    if (Files.isDirectory(model) || (parent != null && !writable(parent))) {
      throw new IOException("the model can't be written to " + model);
    }
    long start = System.nanoTime();
    Trainer trainer =
        new Trainer(
            new Trainer.Settings(bits, penalty, labels, trees, remember, seed),
            text ->
                System.out.printf(
                    Locale.ROOT, "[%5.1f s] %s%n", (System.nanoTime() - start) / 1e9, text));
    Trainer.Result result = trainer.train(Outcomes.read(outcomes), Pool.of(pool));
    Files.write(model, result.file());
    Path report = Path.of(model + ".report.txt");
    Files.writeString(report, result.report());
    System.out.print(result.report());
    System.out.printf(
        Locale.ROOT,
        "%nwrote %s and %s in %.1f s%n",
        model,
        report,
        (System.nanoTime() - start) / 1e9);
    return 0;
  }

  private static boolean writable(Path folder) {
    try {
      return Files.isWritable(Files.createDirectories(folder));
    } catch (IOException e) {
      return false;
    }
  }
}
