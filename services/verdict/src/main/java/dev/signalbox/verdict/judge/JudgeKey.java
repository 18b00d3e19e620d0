package dev.signalbox.verdict.judge;

import dev.signalbox.verdict.VerdictConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The API key that judges' calls are booked on, given as such or in a file. */
public final class JudgeKey {
  private JudgeKey() {}

  /** Empty where none is configured, or its file is not there. */
  public static Optional<String> of(VerdictConfig.Judge config) {
    return config
        .key()
        .or(() -> config.keyFile().filter(Files::isReadable).map(JudgeKey::read))
        .map(String::strip)
        .filter(key -> !key.isEmpty());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the judges' key can't be read from " + file, e);
    }
  }
}
