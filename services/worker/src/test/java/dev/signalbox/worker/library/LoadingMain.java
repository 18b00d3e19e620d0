package dev.signalbox.worker.library;

import dev.signalbox.worker.serving.ServerOptions;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Loads a folder and says each time that a layer is in place; a test ends it meanwhile. */
public final class LoadingMain {
  private LoadingMain() {}

  /** The model folder. */
  public static void main(String[] arguments) {
    try (VisionLanguageModel model =
        VisionLanguageModel.load(
            Path.of(arguments[0]),
            ServerOptions.standard(1),
            (bytes, ofBytes) -> System.out.printf("packed %d of %d%n", bytes, ofBytes))) {
      System.out.println("loaded, closed by " + model.getClass().getSimpleName());
    } catch (CompletionException | CancellationException e) {
      System.out.println("ended: " + e.getMessage());
    }
  }
}
