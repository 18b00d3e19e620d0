package dev.signalbox.worker.cli;

import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.prompt.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A video on disk: an animated GIF, or a folder of frames. */
final class VideoFile {
  private VideoFile() {}

  /** Reads it; {@code fps} counts for a folder only. */
  static Message.Part read(Path video, double fps) throws IOException {
    if (!Files.isDirectory(video)) {
      return Message.Part.Video.animated(Files.readAllBytes(video));
    }
    List<byte[]> frames = new ArrayList<>();
    try (Stream<Path> files = Files.list(video)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        frames.add(Files.readAllBytes(file));
      }
    }
    if (frames.isEmpty()) {
      throw new ImageRefusedException(video + " has no frames.");
    }
    return new Message.Part.Video(frames, frames.size(), fps);
  }
}
