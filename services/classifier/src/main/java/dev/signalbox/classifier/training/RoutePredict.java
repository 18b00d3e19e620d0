package dev.signalbox.classifier.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.classifier.model.Mode;
import dev.signalbox.classifier.model.ModelFile;
import dev.signalbox.classifier.model.RoutingModel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Predicts prompts with a trained model. */
@Command(
    name = "route-predict",
    mixinStandardHelpOptions = true,
    description = "Predicts success, cost and choice for each prompt.")
public final class RoutePredict implements Callable<Integer> {
  @Option(names = "--model", required = true, description = "A trained model.")
  private Path model = Path.of("model.sbx");

  @Option(
      names = "--prompts",
      required = true,
      description = "JSON lines; only prompt_id, prompt and has_image are read.")
  private Path prompts = Path.of("prompts.jsonl");

  @Option(names = "--out", required = true, description = "JSON lines to write.")
  private Path out = Path.of("predictions.jsonl");

  public static void main(String[] arguments) {
    System.exit(Commands.run(new RoutePredict(), arguments));
  }

  @Override
  public Integer call() throws IOException {
    RoutingModel trained = ModelFile.read(model);
    Predictor predictor = new Predictor(trained);
    List<PromptRow> rows = new ArrayList<>();
    JsonLines.read(prompts, node -> rows.add(PromptRow.of(node, rows.size())));
    List<String> lines = rows.parallelStream().map(row -> line(predictor, row).toString()).toList();
    Path parent = out.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (BufferedWriter writer = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
      for (String line : lines) {
        writer.write(line);
        writer.newLine();
      }
    }
    System.out.println("predicted " + rows.size() + " prompts into " + out);
    return 0;
  }

  private static ObjectNode line(Predictor predictor, PromptRow row) {
    Predictor.Prediction prediction = predictor.predict(row.text(), row.hasImage());
    ObjectNode line = JsonLines.MAPPER.createObjectNode();
    line.set("prompt_id", row.id());
    ObjectNode probability = line.putObject("probability");
    ObjectNode cost = line.putObject("expected_cost");
    for (int m = 0; m < predictor.models().size(); m++) {
      probability.put(predictor.models().get(m), prediction.probability()[m]);
      cost.put(predictor.models().get(m), prediction.usd()[m]);
    }
    ObjectNode choice = line.putObject("choice");
    for (Mode mode : Mode.values()) {
      choice.put(mode.code(), predictor.models().get(predictor.choose(mode, prediction)));
    }
    if (!predictor.priors().isEmpty()) {
      predictor.priors().forEach(line.putArray("prior")::add);
    }
    return line;
  }
}
