package dev.signalbox.ingress.batch;

import dev.signalbox.platform.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the disk holds of the batches: a folder each, named as the batch. Blocking. */
record BatchFolder(Path path) {
  /** Makes the folder where there is none. */
  void make() throws IOException {
    Files.createDirectories(path);
  }

  /** Where the batch's files are. */
  Path of(String id) {
    return path.resolve(id);
  }

  /** Keeps a new batch; it survives a stop from now on. */
  void add(BatchFacts facts) throws IOException {
    put(Files.createDirectories(of(facts.id())), facts);
    WholeFile.sync(path);
  }

  /** Keeps these facts in place of the ones before. */
  void replace(BatchFacts facts) throws IOException {
    put(of(facts.id()), facts);
  }

  private static void put(Path place, BatchFacts facts) throws IOException {
    Disk.write(place.resolve("batch.json"), facts);
  }

  /** Every batch, the oldest first. */
  List<BatchFacts> all() throws IOException {
    List<BatchFacts> all = new ArrayList<>();
    try (Stream<Path> places = Files.list(path)) {
      for (Path place : places.toList()) {
        read(place).ifPresent(all::add);
      }
    }
    all.sort(Comparator.comparing(BatchFacts::id));
    return all;
  }

  /** The batch; empty when there is none of that id. */
  Optional<BatchFacts> find(String id) throws IOException {
    return read(of(id));
  }

  private static Optional<BatchFacts> read(Path place) throws IOException {
    try {
      return Optional.of(
          Disk.JSON.readValue(Files.readAllBytes(place.resolve("batch.json")), BatchFacts.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
