package dev.signalbox.worker.cli;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.library.VisionLanguageModel;
import dev.signalbox.worker.prompt.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A conversation on standard input; what goes wrong in one line leaves the rest as it was. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    description = {
      "A conversation, a line at a time.",
      "/image FILE adds a picture to the next message, /new begins anew, /exit or Ctrl-D ends."
    })
final class Chat implements Callable<Integer> {
  private static final String IMAGE = "/image ";

  @Mixin private ModelOptions options = new ModelOptions();

  @Option(names = "--system", description = "What the model is told before the conversation.")
  private String system = "";

  private final List<Message> conversation = new ArrayList<>();
  private final List<Message.Part> parts = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    begin();
    try (VisionLanguageModel model = options.load();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      AnswerPrinter answers = new AnswerPrinter(model, options.generation(), options.json());
      if (Terminal.canOverwrite()) {
        System.err.println("/image FILE adds a picture, /new begins anew, /exit ends");
      }
      for (String line = next(lines); line != null; line = next(lines)) {
        if (line.startsWith(IMAGE)) {
          add(Path.of(line.substring(IMAGE.length()).strip()));
        } else if (line.equals("/new")) {
          begin();
        } else if (line.equals("/exit")) {
          return 0;
        } else if (line.startsWith("/")) {
          System.err.println("there are /image FILE, /new and /exit");
        } else if (!line.isEmpty()) {
          say(line, answers);
        }
      }
    }
    return 0;
  }

  private void begin() {
    conversation.clear();
    parts.clear();
    if (!system.isEmpty()) {
      conversation.add(Message.text("system", system));
    }
  }

  private static @Nullable String next(BufferedReader lines) throws IOException {
    if (Terminal.canOverwrite()) {
      System.err.print("> ");
      System.err.flush();
    }
    String line = lines.readLine();
    return line == null ? null : line.strip();
  }

  private void add(Path file) {
    try {
      parts.add(SeenOptions.picture(file));
    } catch (IOException e) {
      System.err.printf("there is no picture %s to read%n", file);
    }
  }

  private void say(String line, AnswerPrinter answers) {
    List<Message.Part> turn = new ArrayList<>(parts);
    turn.add(new Message.Part.Text(line));
    parts.clear();
    conversation.add(new Message("user", turn));
    try {
      conversation.add(Message.text("assistant", answers.print(conversation)));
    } catch (ProblemException e) {
      conversation.removeLast();
      System.err.println(e.getMessage());
    }
  }
}
