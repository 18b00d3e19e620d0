package dev.signalbox.ingress.batch;

import dev.signalbox.platform.files.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder of files: one folder each, with its facts beside its content. Blocking. */
public final class FileShelf {
  private static final Pattern ID = Pattern.compile("file-[0-9a-f]{36,45}");
  private static final String FACTS = "file.json";
  private static final String CONTENT = "content";

  private final Path folder;
  private final Path arriving;

  /**
   * Opens the shelf; what was still arriving when the process stopped is thrown away.
   *
   * @throws UncheckedIOException when the folder can't be used
   */
  public FileShelf(Path folder) {
    this.folder = folder.resolve("files");
    this.arriving = folder.resolve("arriving");
    try {
      Disk.delete(arriving);
      Files.createDirectories(this.folder);
      Files.createDirectories(arriving);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of files can't be used: " + folder, e);
    }
  }

  /** Where a file may arrive before it is put on the shelf. */
  public Path arriving(String id) {
    return arriving.resolve(id);
  }

  /** Puts an arrived file on the shelf; from its return on it lasts. */
  public StoredFile put(String id, String tenant, String filename, String purpose, long createdAt)
      throws IOException {
    Path content = arriving(id);
    WholeFile.sync(content);
    Path place = Files.createDirectories(folder.resolve(id));
    StoredFile file = new StoredFile(id, tenant, filename, purpose, Files.size(content), createdAt);
    WholeFile.move(content, place.resolve(CONTENT));
    Disk.write(place.resolve(FACTS), file);
    WholeFile.sync(folder);
    return file;
  }

  /** Another tenant's file is as absent as one that never was. */
  public Optional<StoredFile> find(String id, String tenant) {
    return ID.matcher(id).matches()
        ? read(folder.resolve(id)).filter(file -> file.tenant().equals(tenant))
        : Optional.empty();
  }

  public Path content(String id) {
    return folder.resolve(id).resolve(CONTENT);
  }

  /** A tenant's files, the newest first. */
  public List<StoredFile> all(String tenant) throws IOException {
    try (Stream<Path> places = Files.list(folder)) {
      return places
          .flatMap(place -> read(place).stream())
          .filter(file -> file.tenant().equals(tenant))
          .sorted(Comparator.comparing(StoredFile::id).reversed())
          .toList();
    }
  }

  public void delete(String id) throws IOException {
    Disk.delete(folder.resolve(id));
  }

  private static Optional<StoredFile> read(Path place) {
    try {
      return Optional.of(
          Disk.JSON.readValue(Files.readAllBytes(place.resolve(FACTS)), StoredFile.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("a file's facts can't be read: " + place, e);
    }
  }
}
