package dev.signalbox.classifier.outcomes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.classifier.model.Recalibration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Recalibrations on disk: {@code recalibration-000007.json} for each number, the newest few kept,
 * and {@code CURRENT}, which holds the number in force and, after a roll back, the word {@code
 * pinned}: then nothing new comes into force until it is released. Files are replaced in one step.
 */
public final class SnapshotStore {
  private static final String CURRENT = "CURRENT";
  private static final String PINNED = " pinned";

  /** Files of a foreign hand are not read beyond this. */
  private static final long MOST_BYTES = 1 << 20;

  private final Path folder;
  private final int kept;
  private final ObjectMapper json = new ObjectMapper();

  /** The newest {@code kept} snapshots stay on disk. */
  public SnapshotStore(Path folder, int kept) {
    this.folder = folder;
    this.kept = kept;
  }

  /** The number in force, 0 for none, and whether it is pinned. */
  public record Pointer(int number, boolean pinned) {}

  public Pointer pointer() throws IOException {
    Path file = folder.resolve(CURRENT);
    if (!Files.isRegularFile(file)) {
      return new Pointer(0, false);
    }
    String text = Files.readString(file).strip();
    boolean pinned = text.endsWith(PINNED);
    String number = pinned ? text.substring(0, text.length() - PINNED.length()) : text;
    try {
      return new Pointer(Integer.parseInt(number), pinned);
    } catch (NumberFormatException e) {
      throw new IOException(file + " holds no number", e);
    }
  }

  public void point(Pointer pointer) throws IOException {
    replace(CURRENT, pointer.number() + (pointer.pinned() ? PINNED : "") + "\n");
  }

  /** Numbers on disk, ascending. */
  public List<Integer> numbers() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Integer> numbers = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("recalibration-\\d{6}\\.json"))
          .forEach(name -> numbers.add(Integer.parseInt(name.substring(14, 20))));
    }
    numbers.sort(null);
    return numbers;
  }

  /**
   * What a snapshot says of itself.
   *
   * @param modelVersion the frozen model that its lines belong to
   * @param createdAt as it was written, ISO 8601
   * @param models those that have a line
   */
  record Summary(String modelVersion, String createdAt, List<String> models) {}

  /** Empty when there is no such snapshot. */
  Optional<Summary> summary(int number) throws IOException {
    return root(folder.resolve(name(number)))
        .map(
            root ->
                new Summary(
                    root.path("modelVersion").asText(),
                    root.path("createdAt").asText(),
                    root.path("lines").properties().stream().map(Map.Entry::getKey).toList()));
  }

  private Optional<JsonNode> root(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readTree(file.toFile()));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not JSON", e);
    }
  }

  /** Empty when there is no such snapshot or it belongs to another frozen model. */
  public Optional<Recalibration> read(int number, String modelVersion) throws IOException {
    Path file = folder.resolve(name(number));
    JsonNode root = root(file).orElse(null);
    if (root == null || !root.path("modelVersion").asText().equals(modelVersion)) {
      return Optional.empty();
    }
    Map<String, Recalibration.Line> lines = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonNode> line : root.path("lines").properties()) {
        lines.put(
            line.getKey(),
            new Recalibration.Line(
                line.getValue().path("slope").asDouble(),
                line.getValue().path("offset").asDouble()));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds an impossible line", e);
    }
    return Optional.of(new Recalibration(number, modelVersion, lines));
  }

  /** Writes the snapshot, points to it and drops the oldest. */
  public void write(Recalibration recalibration, Map<String, Refit.Choice> why, Instant now)
      throws IOException {
    ObjectNode root = json.createObjectNode();
    root.put("number", recalibration.number());
    root.put("modelVersion", recalibration.modelVersion());
    root.put("createdAt", now.toString());
    ObjectNode lines = root.putObject("lines");
    new TreeMap<>(recalibration.lines())
        .forEach(
            (model, line) -> {
              ObjectNode one = lines.putObject(model);
              one.put("slope", line.slope());
              one.put("offset", line.offset());
              Refit.Choice choice = why.get(model);
              if (choice != null) {
                one.put("frozenLogLoss", choice.frozenLoss());
                one.put("servedLogLoss", choice.servedLoss());
              }
            });
    replace(name(recalibration.number()), json.writeValueAsString(root) + "\n");
    point(new Pointer(recalibration.number(), false));
    List<Integer> numbers = numbers();
    for (int i = 0; i < numbers.size() - kept; i++) {
      Files.deleteIfExists(folder.resolve(name(numbers.get(i))));
    }
  }

  private void replace(String name, String text) throws IOException {
    Files.createDirectories(folder);
    // No temporary file of the JDK's: only its owner may read that, and an operator is another.
    Path fresh = folder.resolve(name + "." + UUID.randomUUID() + ".tmp");
    Files.writeString(fresh, text, StandardOpenOption.CREATE_NEW);
    Files.move(
        fresh,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String name(int number) {
    return String.format(java.util.Locale.ROOT, "recalibration-%06d.json", number);
  }
}
