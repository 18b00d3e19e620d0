package dev.signalbox.ingress.cluster;

import dev.signalbox.platform.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The documents of the pool that was accepted last, on disk, for a start while the API server is
 * away: a line with the SHA-256 of the rest, then a line for each document, its {@code Kind/name},
 * a tab and its JSON. Documents hold no secrets, so the file holds none.
 */
final class LastGoodPool {
  /** Bytes; far more than a pool of thousands of models. */
  private static final long LARGEST = 32L << 20;

  private final Path file;

  LastGoodPool(Path file) {
    this.file = file;
  }

  /** Empty when there is none, or none that is whole. */
  Optional<Map<String, String>> read() throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
      return Optional.empty();
    }
    String[] parts = Files.readString(file).split("\n", 2);
    if (parts.length != 2 || !parts[0].equals(digest(parts[1]))) {
      return Optional.empty();
    }
    Map<String, String> documents = new TreeMap<>();
    for (String line : parts[1].split("\n", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        documents.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return Optional.of(documents);
  }

  /** Replaces the file in one move. */
  void write(Map<String, String> documents) throws IOException {
    String body =
        new TreeMap<>(documents)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "\t" + entry.getValue().replace("\n", " ") + "\n")
                .collect(Collectors.joining());
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    WholeFile.replace(file, (digest(body) + "\n" + body).getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(String body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
