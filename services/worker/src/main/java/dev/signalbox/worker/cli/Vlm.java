package dev.signalbox.worker.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.hub.HubException;
import dev.signalbox.worker.library.GenerationOptions;
import dev.signalbox.worker.library.VisionLanguageModel;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.Sampling;
import dev.signalbox.worker.serving.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The worker as a command of its own. */
@Command(
    name = "signalbox-vlm",
    mixinStandardHelpOptions = true,
    description = "Asks a SmolVLM-family model about pictures, on this machine, offline.",
    subcommands = {
      AutoComplete.GenerateCompletion.class,
      FishCompletion.class,
      Pull.class,
      Serve.class,
      WorkerBench.class
    })
public final class Vlm {
  /** Options of every command that loads a model. */
  static final class ModelOptions {
    @Option(
        names = {"-m", "--model"},
        defaultValue = "${env:SIGNALBOX_VLM_MODEL}",
        description = "Model folder (or set SIGNALBOX_VLM_MODEL).")
    private @Nullable Path model;

    @Option(names = "--threads", description = "libtorch's threads (default: the processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--max-tokens", description = "Longest answer in tokens (default 256).")
    private int maxTokens = 256;

    @Option(names = "--temperature", description = "0 is greedy (default).")
    private double temperature;

    @Option(names = "--seed", description = "Seed of the sampling.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    VisionLanguageModel load() {
      if (model == null) {
        throw new CommandLine.ParameterException(
            new CommandLine(new Vlm()), "Say which model folder: --model or SIGNALBOX_VLM_MODEL.");
      }
      long begin = System.nanoTime();
      System.err.printf("loading %s ...%n", model);
      VisionLanguageModel loaded;
      try (LoadingLine line = new LoadingLine()) {
        loaded = VisionLanguageModel.load(model, ServerOptions.standard(threads), line);
      }
      System.err.printf("ready after %d ms%n", (System.nanoTime() - begin) / 1_000_000);
      return loaded;
    }

    GenerationOptions generation() {
      return new GenerationOptions(
          maxTokens,
          new Sampling(
              temperature,
              1,
              0,
              0,
              1,
              0,
              0,
              seed == null ? OptionalLong.empty() : OptionalLong.of(seed)),
          List.of(),
          OptionalInt.empty());
    }
  }

  /** What is looked at in motion. */
  static final class VideoOptions {
    @Option(
        names = "--video",
        description = "An animated GIF, or a folder whose pictures are the frames, by name.")
    private @Nullable Path video;

    @Option(names = "--fps", description = "Frames a second in the folder (default 1).")
    private double fps = 1;

    private List<Message.Part> parts() throws IOException {
      return video == null ? List.of() : List.of(VideoFile.read(video, fps));
    }
  }

  @Command(
      name = "describe",
      mixinStandardHelpOptions = true,
      description = "Describes a picture or a video.")
  int describe(
      @Mixin ModelOptions options,
      @Mixin VideoOptions video,
      @Parameters(arity = "0..1", paramLabel = "PICTURE", description = "PNG, JPEG, WebP or GIF.")
          @Nullable Path picture)
      throws IOException {
    List<Message.Part> seen = new ArrayList<>(video.parts());
    if (picture != null) {
      seen.add(picture(picture));
    }
    if (seen.isEmpty()) {
      throw new CommandLine.ParameterException(
          new CommandLine(new Vlm()).getSubcommands().get("describe"),
          "Say which picture, or --video.");
    }
    String what = picture == null ? "video" : "image";
    return answer(options, seen, "Describe this %s.".formatted(what));
  }

  @Command(
      name = "ask",
      mixinStandardHelpOptions = true,
      description = "Asks about pictures: the last word is the question.")
  int ask(
      @Mixin ModelOptions options,
      @Mixin VideoOptions video,
      @Parameters(arity = "1..*", paramLabel = "[PICTURE...] QUESTION") List<String> words)
      throws IOException {
    List<Message.Part> seen = new ArrayList<>(video.parts());
    for (String word : words.subList(0, words.size() - 1)) {
      seen.add(picture(Path.of(word)));
    }
    return answer(options, seen, words.getLast());
  }

  @Command(
      name = "chat",
      mixinStandardHelpOptions = true,
      description = "A conversation; a line '/image FILE' adds a picture to the next message.")
  int chat(@Mixin ModelOptions options) throws IOException {
    try (VisionLanguageModel model = options.load();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      List<Message> conversation = new ArrayList<>();
      List<Message.Part> parts = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("/image ")) {
          parts.add(picture(Path.of(line.substring(7).strip())));
        } else if (!line.isBlank()) {
          parts.add(new Message.Part.Text(line));
          conversation.add(new Message("user", parts));
          parts = new ArrayList<>();
          conversation.add(Message.text("assistant", print(model, conversation, options)));
        }
      }
    }
    return 0;
  }

  private int answer(ModelOptions options, List<Message.Part> seen, String question) {
    List<Message.Part> parts = new ArrayList<>(seen);
    parts.add(new Message.Part.Text(question));
    try (VisionLanguageModel model = options.load()) {
      print(model, List.of(new Message("user", parts)), options);
    }
    return 0;
  }

  private static Message.Part picture(Path file) throws IOException {
    return new Message.Part.Picture(Files.readAllBytes(file));
  }

  /** Prints the answer as it comes, or as JSON at its end. */
  private static String print(
      VisionLanguageModel model, List<Message> messages, ModelOptions options) {
    StringBuilder text = new StringBuilder();
    ObjectNode json = new JsonMapper().createObjectNode();
    try (Stream<GenerationEvent> events = model.generate(messages, options.generation())) {
      events.forEach(
          event -> {
            switch (event) {
              case GenerationEvent.Accepted accepted -> {}
              case GenerationEvent.Delta delta -> {
                text.append(delta.text());
                if (!options.json) {
                  System.out.print(delta.text());
                  System.out.flush();
                }
              }
              case GenerationEvent.Finished finished ->
                  json.put(
                          "finish_reason",
                          finished.reason().name().toLowerCase(java.util.Locale.ROOT))
                      .put("prompt_tokens", finished.usage().promptTokens())
                      .put("image_tokens", finished.usage().imageTokens())
                      .put("cached_tokens", finished.usage().cachedTokens())
                      .put("output_tokens", finished.usage().outputTokens());
            }
          });
    }
    System.out.println(options.json ? json.put("text", text.toString().strip()) : "");
    return text.toString().strip();
  }

  public static void main(String[] arguments) {
    System.exit(command().execute(arguments));
  }

  /** The command with its way of telling what went wrong: one sentence, exit 1. */
  static CommandLine command() {
    CommandLine command = new CommandLine(new Vlm());
    command.setExecutionExceptionHandler(
        (failure, line, result) -> {
          if (failure instanceof NoSuchFileException missing) {
            line.getErr().println("signalbox-vlm: there is no file " + missing.getFile());
            return 1;
          }
          if (failure instanceof CheckpointException
              || failure instanceof ProblemException
              || failure instanceof HubException
              || failure instanceof ImageRefusedException
              || failure instanceof IOException) {
            line.getErr().println("signalbox-vlm: " + failure.getMessage());
            return 1;
          }
          throw failure;
        });
    return command;
  }
}
