package dev.signalbox.worker.cli;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.NativeMemory;
import dev.signalbox.worker.library.GenerationOptions;
import dev.signalbox.worker.library.VisionLanguageModel;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.program.Precision;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.Sampling;
import dev.signalbox.worker.serving.ServerOptions;
import dev.signalbox.worker.serving.ServingLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many mixed requests on the tiny shape; fails when the process grows with their number. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Runs mixed requests (text, pictures, streams, answers left half way, broken pictures) and fails on growth.")
public final class WorkerSoak implements Callable<Integer> {
  private static final int ROUNDS = 20;

  /** Rounds before the caches, the heap and libtorch's own pools have their size. */
  private static final int SETTLING = 6;

  private static final int CALLERS = 8;
  private static final int PICTURES = 300;

  /** What is sent, in turn. */
  private enum Kind {
    TEXT,
    PICTURE,
    STREAM,
    LEFT,
    BROKEN,
    SCHEMA
  }

  @Option(names = "--requests", defaultValue = "10000", description = "How many (default 10000).")
  private int requests = 10_000;

  @Option(
      names = "--most-growth",
      defaultValue = "1.0",
      description = "MB for each thousand requests that are still no growth (default 1).")
  private double mostGrowth = 1;

  @Option(names = "--precision", defaultValue = "bf16", description = "fp32, bf16 or int8.")
  private Precision precision = Precision.BF16;

  @Option(
      names = "--folder",
      defaultValue = "${sys:java.io.tmpdir}/signalbox-bench",
      description = "Where the random-weight folder is kept.")
  private Path folder = Path.of(".");

  private final Map<Kind, Integer> counts = new ConcurrentHashMap<>();

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new WorkerSoak())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Path model = folder.resolve("tiny");
    if (!Files.exists(model.resolve("model.safetensors"))) {
      RandomFolder.write(model, RandomFolder.tiny(), 1);
    }
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      pictures.add(png(i));
    }
    // Caches so small that they are full after the first round.
    ServerOptions options =
        new ServerOptions(
            new EngineOptions(Runtime.getRuntime().availableProcessors(), precision),
            ServingLimits.DEFAULT,
            PixelLimits.DEFAULT,
            1,
            4L << 20,
            4L << 20);
    double[] resident = new double[ROUNDS];
    double[] alive = new double[ROUNDS];
    try (VisionLanguageModel vlm = VisionLanguageModel.load(model, options);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      int perRound = Math.max(1, requests / ROUNDS);
      for (int round = 0; round < ROUNDS; round++) {
        round(vlm, callers, pictures, round, perRound);
        // Direct buffers are freed behind the first collection, and only then can memory go back.
        System.gc();
        System.gc();
        NativeMemory.trim();
        resident[round] = BenchRows.residentMegabytes();
        alive[round] = aliveMegabytes();
        System.out.printf(
            Locale.ROOT,
            "%6d requests  %7.1f MB resident  %7.1f MB allocated%n",
            (round + 1) * perRound,
            resident[round],
            alive[round]);
      }
      return judge(resident, alive, perRound);
    }
  }

  private void round(
      VisionLanguageModel model,
      ExecutorService callers,
      List<byte[]> pictures,
      int round,
      int count)
      throws InterruptedException, ExecutionException {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = round * count + i;
      all.add(callers.submit(() -> ask(model, pictures, number)));
    }
    for (Future<?> each : all) {
      each.get();
    }
  }

  private void ask(VisionLanguageModel model, List<byte[]> pictures, int number) {
    SplittableRandom random = new SplittableRandom(number);
    Kind kind = Kind.values()[number % Kind.values().length];
    List<Message.Part> parts = new ArrayList<>();
    switch (kind) {
      case PICTURE, STREAM, LEFT ->
          parts.add(new Message.Part.Picture(pictures.get(random.nextInt(PICTURES))));
      case BROKEN -> {
        byte[] whole = pictures.get(random.nextInt(PICTURES));
        parts.add(new Message.Part.Picture(Arrays.copyOf(whole, whole.length / 2)));
      }
      case TEXT, SCHEMA -> {}
    }
    parts.add(new Message.Part.Text("question " + random.nextInt(2000) + " of " + number % 7));
    GenerationOptions generation = GenerationOptions.greedy(4 + random.nextInt(20));
    if (kind == Kind.SCHEMA) {
      generation = generation.withSchema("{\"type\": \"boolean\"}");
    } else if (kind == Kind.TEXT) {
      generation =
          generation.withSampling(
              new Sampling(0.8, 0.95, 0, 0, 1.1, 0, 0, OptionalLong.of(number)));
    }
    boolean failed = false;
    try (Stream<GenerationEvent> events =
        model.generate(List.of(new Message("user", parts)), generation)) {
      int most = kind == Kind.LEFT ? random.nextInt(4) : Integer.MAX_VALUE;
      Iterator<GenerationEvent> all = events.iterator();
      for (int taken = 0; taken < most && all.hasNext(); taken++) {
        all.next();
      }
    } catch (ProblemException e) {
      failed = true;
    }
    if (failed != (kind == Kind.BROKEN)) {
      throw new IllegalStateException(
          "request " + number + " (" + kind + ") ended as it should not");
    }
    counts.merge(kind, 1, Integer::sum);
  }

  /** What the Java heap and native code hold: what a leak makes grow. */
  private static double aliveMegabytes() {
    Runtime java = Runtime.getRuntime();
    long heap = java.totalMemory() - java.freeMemory();
    return (heap + NativeMemory.allocated().orElse(0)) / 1e6;
  }

  private int judge(double[] resident, double[] alive, int perRound) {
    for (Kind kind : Kind.values()) {
      System.out.printf(
          "%-8s %6d%n", kind.name().toLowerCase(Locale.ROOT), counts.getOrDefault(kind, 0));
    }
    boolean held = grew("allocated", alive, perRound);
    return grew("resident", resident, perRound) || held ? 1 : 0;
  }

  private boolean grew(String what, double[] megabytes, int perRound) {
    double slope = slope(Arrays.copyOfRange(megabytes, SETTLING, ROUNDS)) * 1000 / perRound;
    boolean grew = !(slope <= mostGrowth);
    System.out.printf(
        Locale.ROOT,
        "%s: %s %.3f MB for each 1000 requests after the first %d (at most %.1f is taken for none)%n",
        grew ? "GREW" : "no growth",
        what,
        slope,
        SETTLING * perRound,
        mostGrowth);
    return grew;
  }

  /** Least squares: change of the value from one to the next. */
  static double slope(double[] values) {
    double middle = (values.length - 1) / 2.0;
    double mean = Arrays.stream(values).average().orElse(0);
    double above = 0;
    double below = 0;
    for (int i = 0; i < values.length; i++) {
      above += (i - middle) * (values[i] - mean);
      below += (i - middle) * (i - middle);
    }
    return above / below;
  }

  private static byte[] png(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image =
        new BufferedImage(
            40 + random.nextInt(120), 40 + random.nextInt(120), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 2000; i++) {
      image.setRGB(
          random.nextInt(image.getWidth()), random.nextInt(image.getHeight()), random.nextInt());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
