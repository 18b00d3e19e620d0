package dev.signalbox.worker.library;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.engine.LoadWatch;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.GenerationRequest;
import dev.signalbox.worker.serving.ModelServer;
import dev.signalbox.worker.serving.ServerOptions;
import dev.signalbox.worker.serving.ServingObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model folder in this process. Thread-safe; concurrent answers share steps.
 *
 * <pre>{@code
 * try (var model = VisionLanguageModel.load(Path.of("SmolVLM2-500M-Video-Instruct"))) {
 *   var picture = new Message.Part.Picture(Files.readAllBytes(Path.of("photo.jpg")));
 *   var question = new Message("user", List.of(picture, new Message.Part.Text("What is this?")));
 *   try (var events = model.generate(List.of(question), GenerationOptions.greedy(64))) {
 *     events.forEach(System.out::println);
 *   }
 * }
 * }</pre>
 */
public final class VisionLanguageModel implements AutoCloseable {
  private final ModelServer server;
  private final Thread atExit;

  private VisionLanguageModel(ModelServer server, Thread atExit) {
    this.server = server;
    this.atExit = atExit;
  }

  /**
   * Loads with as many libtorch threads as there are processors; blocks until a real forward has
   * run.
   */
  public static VisionLanguageModel load(Path folder) {
    return load(folder, ServerOptions.standard(Runtime.getRuntime().availableProcessors()));
  }

  /**
   * Loads a folder.
   *
   * @throws CheckpointException when the folder can't be served
   */
  public static VisionLanguageModel load(Path folder, ServerOptions options) {
    return load(folder, options, LoadWatch.NONE);
  }

  /**
   * Loads a folder and tells how far it is. A process that is ended meanwhile, or later without
   * {@link #close}, ends the native work first.
   *
   * @throws CheckpointException when the folder can't be served
   * @throws java.util.concurrent.CancellationException when the process ends meanwhile
   */
  public static VisionLanguageModel load(Path folder, ServerOptions options, LoadWatch watch) {
    ModelServer server = ModelServer.start(folder, options, ServingObserver.NONE, watch);
    Thread atExit = Thread.ofPlatform().name("close-model").unstarted(server::close);
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      return new VisionLanguageModel(server.ready().join(), atExit);
    } catch (CompletionException e) {
      forget(atExit);
      if (e.getCause() instanceof CheckpointException refused) {
        throw refused;
      }
      throw e;
    }
  }

  private static void forget(Thread atExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and finds nothing left to do.
      return;
    }
  }

  /**
   * The events of an answer as they happen; the stream blocks for the next one and closing it
   * cancels the answer. A failure is thrown from the stream as a {@link ProblemException}.
   */
  public Stream<GenerationEvent> generate(List<Message> messages, GenerationOptions options) {
    EventQueue events = new EventQueue();
    GenerationRequest request =
        new GenerationRequest(
            "local",
            "local",
            messages,
            options.maxTokens(),
            options.sampling(),
            options.stop(),
            options.logprobs(),
            options.schema());
    return events.stream(server.submit(request, events));
  }

  /** The whole text of an answer. */
  public String answer(List<Message> messages, GenerationOptions options) {
    try (Stream<GenerationEvent> events = generate(messages, options)) {
      return events
          .filter(GenerationEvent.Delta.class::isInstance)
          .map(event -> ((GenerationEvent.Delta) event).text())
          .collect(Collectors.joining());
    }
  }

  @Override
  public void close() {
    server.close();
    forget(atExit);
  }
}
