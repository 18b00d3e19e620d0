package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** JSON trees. Numbers keep the digits that they were written with. */
public final class Trees {
  private static final int DEEPEST = 100;
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Trees() {}

  /**
   * A client's body.
   *
   * @throws ProblemException when it is no JSON object
   */
  public static ObjectNode body(byte[] json, int length) {
    try {
      if (MAPPER.readTree(json, 0, length) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON,
          "The request body is not valid JSON near byte " + e.getLocation().getByteOffset() + ".");
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
    throw new ProblemException(
        IngressProblem.INVALID_JSON, "The request body must be a JSON object.");
  }

  /** Empty when the bytes are no JSON object. */
  static Optional<ObjectNode> read(byte[] json, int offset, int length) {
    try {
      return MAPPER.readTree(json, offset, length) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  /** Text that should be a JSON object, such as a tool call's arguments; empty when it is none. */
  static Optional<ObjectNode> read(String json) {
    byte[] bytes = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return read(bytes, 0, bytes.length);
  }

  static byte[] bytes(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static boolean present(JsonNode node) {
    return !node.isMissingNode() && !node.isNull();
  }

  /** Moves a member under another name, when it is there and not null. */
  static void move(ObjectNode from, String name, ObjectNode to, String as) {
    JsonNode value = from.remove(name);
    if (value != null && !value.isNull()) {
      to.set(as, value);
    }
  }
}
