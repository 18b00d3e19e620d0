package dev.signalbox.worker.cli;

import dev.signalbox.worker.prompt.Message;
import java.io.IOException;
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

/** Says what a picture or a video shows. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = "Describes a picture or a video.")
final class Describe implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ModelOptions options = new ModelOptions();
  @Mixin private SeenOptions seen = new SeenOptions();

  @Parameters(arity = "0..1", paramLabel = "PICTURE", description = "PNG, JPEG, WebP or GIF.")
  private @Nullable Path picture;

  @Override
  public Integer call() throws IOException {
    List<Message.Part> parts = new ArrayList<>(seen.video());
    if (picture != null) {
      parts.add(SeenOptions.picture(picture));
    }
    if (parts.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec == null ? new CommandLine(this) : spec.commandLine(),
          "Say which picture, or --video.");
    }
    String what = picture == null ? "video" : "image";
    parts.add(new Message.Part.Text("Describe this %s.".formatted(what)));
    AnswerPrinter.printOne(options, parts);
    return 0;
  }
}
