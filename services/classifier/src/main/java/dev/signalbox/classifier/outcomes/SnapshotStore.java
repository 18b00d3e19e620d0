package dev.signalbox.classifier.outcomes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.classifier.model.Recalibration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

  /** Empty when there is no such snapshot or it belongs to another frozen model. */
  public Optional<Recalibration> read(int number, String modelVersion) throws IOException {
    Path file = folder.resolve(name(number));
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      return Optional.empty();
    }
    JsonNode root = json.readTree(file.toFile());
    if (!root.path("modelVersion").asText().equals(modelVersion)) {
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
    Path fresh = Files.createTempFile(folder, name, ".tmp");
    Files.writeString(fresh, text);
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
