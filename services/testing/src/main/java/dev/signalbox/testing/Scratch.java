package dev.signalbox.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Folders for what must outlive a test class: they go when the process does. */
public final class Scratch {
  private static final Queue<Path> FOLDERS = new ConcurrentLinkedQueue<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Scratch::deleteAll, "scratch-folders"));
  }

  private Scratch() {}

  /**
   * Makes a folder.
   *
   * @param what the beginning of its name
   * @return a new and empty folder that nobody else has
   */
  public static Path folder(String what) {
    try {
      Path folder = Files.createTempDirectory("signalbox-" + what);
      FOLDERS.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What somebody still writes to stays. */
  private static void deleteAll() {
    for (Path folder : FOLDERS) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      } catch (IOException | UncheckedIOException e) {
        System.err.println("not deleted: " + folder);
      }
    }
  }
}
