package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prompts written by hand, because benchmarks hold no small talk: a task, a level (0 trivial to 4
 * hard) and the text. They teach the reader tasks and difficulty, never a model's success.
 */
final class Seeds {
  /** Difficulty of each level, in log-odds about the reference's median. */
  private static final double[] LEVELS = {-6.0, -3.6, -1.8, 0.2, 2.0};

  /**
   * A hand-written prompt; {@code offset} is its difficulty about the reference's median, in
   * log-odds.
   */
  record Seed(Task task, double offset, String prompt) {
    String label() {
      return "seed/" + task.code();
    }
  }

  private Seeds() {}

  static List<Seed> load() throws IOException {
    List<Seed> seeds = new ArrayList<>();
    try (InputStream in = Seeds.class.getResourceAsStream("seeds.txt")) {
      if (in == null) {
        throw new IOException("seeds.txt is not in the jar");
      }
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : all.lines().toList()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] parts = line.split("\\|", 3);
        Task task = Task.valueOf(parts[0].strip().toUpperCase(Locale.ROOT));
        int level = Integer.parseInt(parts[1].strip());
        seeds.add(new Seed(task, LEVELS[level], parts[2].strip().replace("\\n", "\n")));
      }
    }
    return seeds;
  }
}
