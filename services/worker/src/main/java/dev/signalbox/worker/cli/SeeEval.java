package dev.signalbox.worker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.engine.EngineDevice;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.library.GenerationOptions;
import dev.signalbox.worker.library.VisionLanguageModel;
import dev.signalbox.worker.program.Precision;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures how often a model's greedy answers equal the expected ones, through the whole serving
 * path.
 */
@Command(
    name = "see-eval",
    mixinStandardHelpOptions = true,
    description =
        "Asks a model folder every question of a held-out folder and counts exact answers.")
public final class SeeEval implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_ANSWER_TOKENS = 64;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Model folder.")
  private Path model = Path.of(".");

  @Parameters(
      index = "1",
      paramLabel = "HELDOUT",
      description = "Folder with pictures and questions.jsonl of {image, question, answer, task}.")
  private Path heldOut = Path.of(".");

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu or cuda (default auto).")
  private EngineDevice device = EngineDevice.AUTO;

  @Option(names = "--threads", defaultValue = "1", description = "libtorch's threads (default 1).")
  private int threads = 1;

  @Option(
      names = "--precision",
      defaultValue = "fp32",
      description = "fp32, bf16 or int8 (default fp32).")
  private Precision precision = Precision.FP32;

  @Option(
      names = "--at-least",
      defaultValue = "95",
      description = "Percent of exact answers below which the exit code is 1 (default 95).")
  private double atLeast = 95;

  @Option(names = "--show-wrong", description = "Print each wrong answer.")
  private boolean showWrong;

  /** Exact answers of one task. */
  private record Score(int exact, int total) {
    Score plus(boolean right) {
      return new Score(exact + (right ? 1 : 0), total + 1);
    }

    double percent() {
      return 100.0 * exact / total;
    }
  }

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new SeeEval())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    try (VisionLanguageModel loaded =
        VisionLanguageModel.load(
            model, ServerOptions.standard(EngineOptions.on(device, threads, precision)))) {
      return measure(loaded);
    } catch (CheckpointException | ProblemException e) {
      System.err.println("see-eval: " + e.getMessage());
      return 1;
    }
  }

  private int measure(VisionLanguageModel loaded) throws IOException {
    Map<String, Score> scores = new TreeMap<>();
    Score all = new Score(0, 0);
    long begin = System.nanoTime();
    Path questions = heldOut.resolve("questions.jsonl");
    for (String line : Files.readAllLines(questions)) {
      if (line.isBlank()) {
        continue;
      }
      JsonNode node = parse(questions, line);
      String expected = node.path("answer").asText().strip();
      String actual = answer(loaded, node).strip();
      boolean right = actual.equals(expected);
      String task = node.path("task").asText("all");
      scores.put(task, scores.getOrDefault(task, new Score(0, 0)).plus(right));
      all = all.plus(right);
      if (showWrong && !right) {
        System.out.printf(
            "  %s: %s  expected '%s', got '%s'%n",
            node.path("image").asText(), node.path("question").asText(), expected, actual);
      }
    }
    if (all.total() == 0) {
      throw new CheckpointException(questions, null, "has no question");
    }
    scores.forEach((task, score) -> print(task, score));
    print("total", all);
    System.out.printf(
        Locale.ROOT, "%.0f ms a question%n", (System.nanoTime() - begin) / 1e6 / all.total());
    return all.percent() >= atLeast ? 0 : 1;
  }

  private static void print(String task, Score score) {
    System.out.printf(
        Locale.ROOT,
        "%-16s %5d of %5d exact  %5.1f%%%n",
        task,
        score.exact(),
        score.total(),
        score.percent());
  }

  /** A question about a picture, or without one. */
  private String answer(VisionLanguageModel loaded, JsonNode node) throws IOException {
    List<Message.Part> parts = new ArrayList<>();
    String image = node.path("image").asText("");
    if (!image.isEmpty()) {
      parts.add(new Message.Part.Picture(Files.readAllBytes(heldOut.resolve(image))));
    }
    parts.add(new Message.Part.Text(node.path("question").asText()));
    return loaded.answer(
        List.of(new Message("user", parts)), GenerationOptions.greedy(MAX_ANSWER_TOKENS));
  }

  private static JsonNode parse(Path file, String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          file, null, "has a line that is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
