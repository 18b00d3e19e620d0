package dev.signalbox.local.folder;

import dev.signalbox.local.plan.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Where things lie below the data folder. */
public record DataFolder(Path root) {
  private static final long NEEDED_BYTES = 512L * 1024 * 1024;
  private static final long MEGABYTE = 1024L * 1024;

  public DataFolder {
    root = root.toAbsolutePath().normalize();
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  public Path kafka() {
    return root.resolve("kafka");
  }

  public Path postgres() {
    return root.resolve("postgres");
  }

  public Path spool(String service) {
    return root.resolve("spool").resolve(service);
  }

  public Path batches() {
    return root.resolve("batches");
  }

  public Path run() {
    return root.resolve("run");
  }

  /** A file of the launcher itself. */
  public Path file(String name) {
    return root.resolve(name);
  }

  /**
   * Makes the folders.
   *
   * @throws StartFailure when the folder can't be written or its disk is nearly full
   */
  public void create() throws StartFailure {
    try {
      Files.createDirectories(logs());
      Files.createDirectories(run());
      long free = Files.getFileStore(root).getUsableSpace();
      if (free < NEEDED_BYTES) {
        throw new StartFailure(
            "the disk of %s has only %d MB left and Signalbox needs %d MB; make room, or choose another folder with --data"
                .formatted(root, free / MEGABYTE, NEEDED_BYTES / MEGABYTE));
      }
    } catch (IOException e) {
      throw new StartFailure("the data folder " + root + " can't be written: " + reason(e), e);
    }
  }

  /**
   * Takes the folder for this process, until the lock is closed or the process ends, however it
   * ends.
   *
   * @throws StartFailure when another launcher has it
   */
  public Lock lock() throws StartFailure {
    try {
      FileChannel channel =
          FileChannel.open(
              file("launcher.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        String owner =
            ProcessRecord.read(run(), ProcessRecord.LAUNCHER)
                .map(record -> " (process " + record.pid() + ")")
                .orElse("");
        throw new StartFailure(
            "signalbox already runs on %s%s; stop it with `make stop`, or choose another folder with --data"
                .formatted(root, owner));
      }
      return new Lock(channel);
    } catch (IOException e) {
      throw new StartFailure("the data folder " + root + " can't be locked: " + reason(e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }

  /** The folder is ours while this is open. */
  public record Lock(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
