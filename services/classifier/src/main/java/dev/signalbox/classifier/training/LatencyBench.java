package dev.signalbox.classifier.training;

import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.model.Assessor;
import dev.signalbox.classifier.model.Candidate;
import dev.signalbox.classifier.model.Cohort;
import dev.signalbox.classifier.model.ModelFile;
import dev.signalbox.classifier.model.RoutingModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long an assessment takes on one thread, without the cache and without gRPC. */
@Command(
    name = "latency-bench",
    mixinStandardHelpOptions = true,
    description = "Percentiles of an assessment's time on one thread.")
public final class LatencyBench implements Callable<Integer> {
  @Option(names = "--model", required = true, description = "A trained model.")
  private Path model = Path.of("model.sbx");

  @Option(names = "--rounds", defaultValue = "4000", description = "Measured assessments a length.")
  private int rounds = 4000;

  public static void main(String[] arguments) {
    System.exit(Commands.run(new LatencyBench(), arguments));
  }

  @Override
  public Integer call() throws IOException {
    RoutingModel trained = ModelFile.read(model);
    Assessor assessor = new Assessor(trained);
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(new Candidate("stated", "", 0.5));
    for (Cohort cohort : trained.cohorts()) {
      for (int m = 0; m < Math.min(2, cohort.heads().size()); m++) {
        String name = cohort.heads().get(m).model();
        candidates.add(new Candidate(name, name, 0.5));
      }
    }
    double checksum = 0;
    for (int tokens : new int[] {20, 200, 2000}) {
      checksum += measure("letters", tokens, assessor, prompts(tokens), candidates);
    }
    for (BenchText text : BenchText.values()) {
      List<Prompt> prompts = text.prompts(trained.spelling().words());
      checksum +=
          measure(text.name().toLowerCase(Locale.ROOT), 2000, assessor, prompts, candidates);
    }
    System.out.printf(Locale.ROOT, "(checksum %.3f)%n", checksum);
    return 0;
  }

  private double measure(
      String text,
      int tokens,
      Assessor assessor,
      List<Prompt> prompts,
      List<Candidate> candidates) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double checksum = 0;
    for (int i = 0; i < rounds; i++) {
      checksum += once(assessor, prompts, candidates, i);
    }
    long[] nanos = new long[rounds];
    long[] cpu = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      long cpuStart = threads.getCurrentThreadCpuTime();
      checksum += once(assessor, prompts, candidates, i);
      cpu[i] = threads.getCurrentThreadCpuTime() - cpuStart;
      nanos[i] = System.nanoTime() - start;
    }
    print(text, "wall", tokens, candidates.size(), nanos);
    print(text, "CPU", tokens, candidates.size(), cpu);
    return checksum;
  }

  /**
   * CPU time is told beside wall time because other programs on the machine lengthen only the
   * latter.
   */
  private static void print(String text, String what, int tokens, int candidates, long[] nanos) {
    Arrays.sort(nanos);
    int n = nanos.length;
    System.out.printf(
        Locale.ROOT,
        "%-10s %5d tokens, %d candidates, %-4s: p50 %.3f ms, p90 %.3f ms, p99 %.3f ms, p99.9 %.3f ms%n",
        text,
        tokens,
        candidates,
        what,
        nanos[n / 2] / 1e6,
        nanos[(int) (n * 0.9)] / 1e6,
        nanos[(int) (n * 0.99)] / 1e6,
        nanos[(int) (n * 0.999)] / 1e6);
  }

  private static double once(
      Assessor assessor, List<Prompt> prompts, List<Candidate> candidates, int i) {
    return assessor
        .assess(prompts.get(i % prompts.size()), candidates)
        .estimates()
        .get(0)
        .success();
  }

  /** Seeded prose of about four characters a token. */
  private static List<Prompt> prompts(int tokens) {
    java.util.SplittableRandom random = new java.util.SplittableRandom(tokens);
    List<Prompt> prompts = new ArrayList<>();
    for (int p = 0; p < 64; p++) {
      StringBuilder text = new StringBuilder("What is the value of x when ");
      while (text.length() < 4 * tokens) {
        int length = 2 + random.nextInt(8);
        for (int c = 0; c < length; c++) {
          text.append((char) ('a' + random.nextInt(26)));
        }
        text.append(random.nextInt(12) == 0 ? ". " : " ");
      }
      prompts.add(Prompt.of(text.toString(), false));
    }
    return prompts;
  }
}
