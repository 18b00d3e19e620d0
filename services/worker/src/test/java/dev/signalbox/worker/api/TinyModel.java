package dev.signalbox.worker.api;

import dev.signalbox.testing.Scratch;
import dev.signalbox.worker.cli.RandomFolder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** A tiny random-weight folder for the application under test. */
public class TinyModel implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    try {
      Path folder = Scratch.folder("tiny");
      RandomFolder.write(folder, RandomFolder.tiny(), 7);
      return Map.of(
          "signalbox.worker.model.path", folder.toString(),
          "signalbox.worker.model.name", "tiny",
          "signalbox.worker.limits.waiting", "4");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
