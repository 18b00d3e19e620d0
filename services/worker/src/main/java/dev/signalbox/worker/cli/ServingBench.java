package dev.signalbox.worker.cli;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.ProcessorConfig;
import dev.signalbox.worker.library.GenerationOptions;
import dev.signalbox.worker.library.VisionLanguageModel;
import dev.signalbox.worker.preprocess.ImageDecoder;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.preprocess.Pixels;
import dev.signalbox.worker.preprocess.TileRules;
import dev.signalbox.worker.preprocess.TiledImage;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.ServerOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** What a user of the whole worker waits for: start-up, a photo, the same photo again. */
final class ServingBench {
  private static final int WIDTH = 4000;
  private static final int HEIGHT = 3000;
  private static final int RUNS = 7;

  private final BenchRows rows;
  private final Path folder;

  ServingBench(BenchRows rows, Path folder) {
    this.rows = rows;
    this.folder = folder;
  }

  /**
   * Loads as a service does: ready means that a real forward has run. Counts from the JVM's start.
   */
  void startUp(ServerOptions options) throws IOException {
    try (VisionLanguageModel model = load(options)) {
      rows.add("resident when ready", BenchRows.residentMegabytes(), "MB");
    }
  }

  private VisionLanguageModel load(ServerOptions options) {
    VisionLanguageModel model = VisionLanguageModel.load(folder, options);
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    rows.add("start-up", (System.currentTimeMillis() - started) / 1e3, "s");
    // On a busy machine only this tells how much work starting is.
    rows.add("start-up, processor time", BenchRows.processorSeconds(), "s");
    return model;
  }

  /** Start-up, then one photo of 12 megapixels asked about twice. */
  void photo(ServerOptions options) throws IOException {
    byte[] jpeg;
    try (VisionLanguageModel model = load(options)) {
      rows.add("resident when ready", BenchRows.residentMegabytes(), "MB");
      jpeg = jpeg();
      double first = firstToken(model, jpeg, "What is this?");
      rows.add("photo, first time", first, "s to first token");
      double again = firstToken(model, jpeg, "What is this?");
      double other = firstToken(model, jpeg, "And what colour has it?");
      rows.add("photo, same again", again, "s to first token");
      rows.add("photo, other question", other, "s to first token");
      rows.add("same photo, share of first", 100 * again / first, "%");
      rows.add("other question, share", 100 * other / first, "%");
    }
    decoding(jpeg);
  }

  private static double firstToken(VisionLanguageModel model, byte[] jpeg, String question) {
    Message message =
        new Message(
            "user", List.of(new Message.Part.Picture(jpeg), new Message.Part.Text(question)));
    long begin = System.nanoTime();
    double first = Double.NaN;
    try (Stream<GenerationEvent> events =
        model.generate(List.of(message), GenerationOptions.greedy(2))) {
      for (Iterator<GenerationEvent> all = events.iterator(); all.hasNext(); ) {
        if (all.next() instanceof GenerationEvent.Delta && Double.isNaN(first)) {
          first = BenchRows.seconds(begin);
        }
      }
    }
    return first;
  }

  /** On this thread alone. */
  private void decoding(byte[] jpeg) {
    TileRules rules = ProcessorConfig.read(folder, Checkpoint.open(folder).config()).tiles();
    ImageDecoder decoder = new ImageDecoder(PixelLimits.DEFAULT);
    double[] times = new double[RUNS];
    int tiles = 0;
    for (int i = 0; i < RUNS; i++) {
      long begin = System.nanoTime();
      Pixels picture = decoder.open(jpeg);
      tiles = TiledImage.of(picture, rules).tiles().size();
      times[i] = BenchRows.seconds(begin);
    }
    Arrays.sort(times);
    rows.add("12 MP JPEG to tiles", 1000 * times[RUNS / 2], "ms, one thread, " + tiles + " tiles");
  }

  /** Waves and texture, so that the file is as large as a photo's. */
  private static byte[] jpeg() throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    int[] line = new int[WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int wave = (int) (100 + 60 * Math.sin(x / 97.0) + 60 * Math.cos(y / 61.0));
        int grain = ((x * 31 + y * 17) ^ (x * y)) & 31;
        line[x] = ((wave + grain) << 16) | ((255 - wave) << 8) | (wave / 2 + grain);
      }
      image.setRGB(0, y, WIDTH, 1, line, 0, WIDTH);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    return out.toByteArray();
  }
}
