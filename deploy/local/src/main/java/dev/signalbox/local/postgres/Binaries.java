package dev.signalbox.local.postgres;

import dev.signalbox.local.plan.StartFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once into a folder whose name says their version. */
public record Binaries(Path home) {
  public Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  /**
   * Unpacks the archive on the class path into {@code parent} unless that was done before. Two
   * processes may do it at the same time: the folder appears whole.
   */
  public static Binaries unpack(Path parent, String version) throws StartFailure {
    Path home = parent.resolve("postgres-" + version);
    if (Files.isDirectory(home)) {
      return new Binaries(home);
    }
    String archive = archiveName();
    try (InputStream in = Binaries.class.getResourceAsStream("/" + archive)) {
      if (in == null) {
        throw new StartFailure(
            "there is no PostgreSQL for this machine (%s, %s) in this build: %s is not on the class path"
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), archive));
      }
      Files.createDirectories(parent);
      Path draft = Files.createTempDirectory(parent, "postgres-unpacking-");
      try {
        untar(in, draft);
        readableByAll(draft);
        Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        delete(draft);
      }
      return new Binaries(home);
    } catch (IOException e) {
      throw new StartFailure("PostgreSQL can't be unpacked into " + parent + ": " + e, e);
    }
  }

  private static String archiveName() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch");
    boolean arm = machine.equals("aarch64");
    return "postgres-%s-%s.txz"
        .formatted(system.startsWith("mac") ? "darwin" : "linux", arm ? "arm_64" : "x86_64");
  }

  private static void untar(InputStream in, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("an entry leaves the folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
          } else {
            Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(
                path,
                PosixFilePermissions.fromString(
                    (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
          }
        }
      }
    }
  }

  /** The server may run under another account than the launcher. */
  private static void readableByAll(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
