package dev.signalbox.worker.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON file of a model folder. */
public final class JsonFile {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonFile() {}

  /** The file's object; refused when it can't be read or is none. */
  public static JsonNode read(Path file) {
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(file));
      if (!node.isObject()) {
        throw new CheckpointException(file, null, "is not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new CheckpointException(file, null, "is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file, null, "can't be read: " + e, e);
    }
  }

  /** The file's object, or a missing node when there is no such file. */
  public static JsonNode readIfPresent(Path file) {
    return Files.isRegularFile(file) ? read(file) : MissingNode.getInstance();
  }
}
