package dev.signalbox.local;

import dev.signalbox.local.folder.DataFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data folder and which built tree a command is about. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "<folder>",
      description = "Data folder. Default: .signalbox in the repository")
  private @Nullable Path data;

  DataFolder folder() {
    return new DataFolder(data == null ? root().resolve(".signalbox") : data);
  }

  /** The repository: told by the script that starts us, else seen from where the jar lies. */
  static Path root() {
    String told = System.getProperty("signalbox.root");
    return Path.of(told == null ? "." : told).toAbsolutePath().normalize();
  }
}
