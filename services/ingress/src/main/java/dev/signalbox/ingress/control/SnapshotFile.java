package dev.signalbox.ingress.control;

import dev.signalbox.contracts.verdict.v1.AccessChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The last good state on disk, for a start while verdict is away. Holds hashes, never keys. */
final class SnapshotFile {
  private final Path path;

  SnapshotFile(Path path) {
    this.path = path;
  }

  /** Empty when there is none, or none that can be read. */
  Optional<AccessState> read() {
    try {
      return Files.exists(path)
          ? Optional.of(AccessState.NOTHING.plus(AccessChange.parseFrom(Files.readAllBytes(path))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Replaces the file in one move. */
  void write(AccessState state) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("no folder to write " + path + " in");
    }
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, "access-", ".tmp");
    if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    }
    Files.write(fresh, state.snapshot().toByteArray());
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
