package dev.signalbox.worker.cli;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.engine.KvCache;
import dev.signalbox.worker.program.Kernels;
import dev.signalbox.worker.program.Precision;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The reduced precisions against float32 over random prompts: the error of the logits after the
 * prompt, and how far greedy answers agree.
 */
final class Agreement {
  private static final int ANSWER = 16;
  private static final int SHORTEST = 8;
  private static final int LONGEST = 64;
  private static final int TOGETHER = 8;

  private final Checkpoint checkpoint;
  private final int threads;
  private final List<long[]> prompts = new ArrayList<>();

  Agreement(Path folder, int threads, int count, long seed) {
    this.checkpoint = Checkpoint.open(folder);
    this.threads = threads;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(SHORTEST, LONGEST + 1);
      prompts.add(random.longs(length, 0, checkpoint.config().text().vocabulary()).toArray());
    }
  }

  /** What one precision makes of every prompt: logits after it, then greedy tokens. */
  private record Answers(List<float[]> logits, List<long[]> tokens) {}

  void run(PrintStream out) {
    Answers exact = answers(Precision.FP32);
    out.printf(
        Locale.ROOT,
        "%s: %d random prompts of %d to %d tokens, %d greedy tokens each, against fp32%n",
        checkpoint.folder(),
        prompts.size(),
        SHORTEST,
        LONGEST,
        ANSWER);
    for (Precision precision : Precision.values()) {
      if (precision != Precision.FP32
          && (precision != Precision.INT8 || Kernels.ofThisMachine(precision).isPacked())) {
        compare(precision, exact, answers(precision), out);
      }
    }
  }

  private static void compare(Precision precision, Answers exact, Answers other, PrintStream out) {
    double error = 0;
    double size = 0;
    double largest = 0;
    int first = 0;
    int whole = 0;
    long tokens = 0;
    for (int i = 0; i < exact.logits().size(); i++) {
      float[] expected = exact.logits().get(i);
      float[] actual = other.logits().get(i);
      for (int j = 0; j < expected.length; j++) {
        double difference = (double) actual[j] - expected[j];
        error += difference * difference;
        size += (double) expected[j] * expected[j];
        largest = Math.max(largest, Math.abs(difference));
      }
      long[] wanted = exact.tokens().get(i);
      int same = java.util.Arrays.mismatch(wanted, other.tokens().get(i));
      int agreed = same < 0 ? wanted.length : same;
      first += agreed > 0 ? 1 : 0;
      whole += agreed == wanted.length ? 1 : 0;
      tokens += agreed;
    }
    int count = exact.logits().size();
    out.printf(
        Locale.ROOT,
        "  %-5s logits' error %6.3f%% rms of fp32's, largest %.3f; first token the same %5.1f%%; %d tokens the same %5.1f%%; tokens before the first difference %4.1f of %d%n",
        precision.name().toLowerCase(Locale.ROOT),
        100 * Math.sqrt(error / size),
        largest,
        100.0 * first / count,
        ANSWER,
        100.0 * whole / count,
        (double) tokens / count,
        ANSWER);
  }

  private Answers answers(Precision precision) {
    Answers answers = new Answers(new ArrayList<>(), new ArrayList<>());
    try (Engine engine = Engine.load(checkpoint, new EngineOptions(threads, precision))) {
      for (int from = 0; from < prompts.size(); from += TOGETHER) {
        answer(engine, prompts.subList(from, Math.min(prompts.size(), from + TOGETHER)), answers);
      }
    }
    return answers;
  }

  private static void answer(Engine engine, List<long[]> group, Answers answers) {
    List<KvCache> caches = group.stream().map(ids -> engine.cache(ids.length + ANSWER)).toList();
    try {
      List<float[]> logits =
          engine.step(
              IntStream.range(0, group.size())
                  .mapToObj(i -> prompt(caches.get(i), group.get(i)))
                  .toList());
      List<long[]> tokens = group.stream().map(ids -> new long[ANSWER]).toList();
      answers.logits().addAll(logits);
      answers.tokens().addAll(tokens);
      for (int step = 0; step < ANSWER; step++) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
          tokens.get(i)[step] = ModelParity.argmax(logits.get(i));
          int at = group.get(i).length + step;
          chunks.add(Chunk.single(caches.get(i), at, tokens.get(i)[step], at));
        }
        logits = engine.step(chunks);
      }
    } finally {
      caches.forEach(KvCache::close);
    }
  }

  private static Chunk prompt(KvCache cache, long[] ids) {
    long[] positions = LongStream.range(0, ids.length).toArray();
    return new Chunk(cache, 0, ids, positions, new long[0], null, 0, Chunk.Wanted.LAST);
  }
}
