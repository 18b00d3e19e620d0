package dev.signalbox.worker.cli;

import dev.signalbox.worker.prompt.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One question, about any number of pictures or a video. */
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    description = {
      "Asks about pictures, a video or nothing.",
      "Example: signalbox-vlm ask photo.jpg \"What colour is the car?\""
    })
final class Ask implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ModelOptions options = new ModelOptions();
  @Mixin private SeenOptions seen = new SeenOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "[PICTURE...] QUESTION",
      hideParamSyntax = true,
      description = "Pictures, if any; the last word is the question.")
  private List<String> words = List.of();

  @Override
  public Integer call() throws IOException {
    if (words.size() == 1 && Files.isRegularFile(Path.of(words.getFirst()))) {
      throw new CommandLine.ParameterException(
          spec == null ? new CommandLine(this) : spec.commandLine(),
          "Say a question behind " + words.getFirst() + ".");
    }
    List<Message.Part> parts = new ArrayList<>(seen.video());
    for (String word : words.subList(0, words.size() - 1)) {
      parts.add(SeenOptions.picture(Path.of(word)));
    }
    parts.add(new Message.Part.Text(words.getLast()));
    AnswerPrinter.printOne(options, parts);
    return 0;
  }
}
