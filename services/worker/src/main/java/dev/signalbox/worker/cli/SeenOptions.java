package dev.signalbox.worker.cli;

import dev.signalbox.worker.preprocess.ImageHeader;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.prompt.Message;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is looked at. */
final class SeenOptions {
  @Option(
      names = "--video",
      description = "An animated GIF, or a folder whose pictures are the frames, by name.")
  private @Nullable Path video;

  @Option(names = "--fps", description = "Frames a second in the folder (default 1).")
  private double fps = 1;

  /** The video, if one was named. */
  List<Message.Part> video() throws IOException {
    return video == null ? List.of() : List.of(VideoFile.read(video, fps));
  }

  /** A picture, once its header was looked at: before a model is loaded for it. */
  static Message.Part picture(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a folder");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      ImageHeader.read(bytes);
    } catch (ImageRefusedException e) {
      throw new ImageRefusedException(file + ": " + e.getMessage());
    }
    return new Message.Part.Picture(bytes);
  }
}
