package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.platform.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
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
    JsonText.requireUtf8(json, length);
    try {
      if (parse(json, 0, length) instanceof ObjectNode object) {
        return object;
      }
    } catch (StreamConstraintsException e) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON,
          "The request's JSON is nested too deeply or has a value that is too long.");
    } catch (MismatchedInputException e) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON,
          "The request's JSON has a member twice, or something behind its end, near byte "
              + e.getLocation().getByteOffset()
              + ".");
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

  private static JsonNode parse(byte[] json, int offset, int length) throws IOException {
    try {
      return MAPPER.readTree(json, offset, length);
    } catch (NumberFormatException e) { // Jackson's way with an exponent of eleven digits
      throw new StreamConstraintsException("a number can't be held", JsonLocation.NA);
    }
  }

  /** Empty when the bytes are no JSON object. */
  static Optional<ObjectNode> read(byte[] json, int offset, int length) {
    try {
      return parse(json, offset, length) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (IOException e) { // also of what looks like UTF-32 and is none
      return Optional.empty();
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

  /**
   * Half a pair of surrogates, as a stream may have in one piece and the rest in the next, stays an
   * escape: UTF-8 has no word for it.
   */
  static String text(JsonNode tree) {
    try {
      return escaped(MAPPER.writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static String escaped(String json) {
    int at = half(json, 0);
    if (at == json.length()) {
      return json;
    }
    StringBuilder out = new StringBuilder(json.length() + 6);
    int from = 0;
    while (at < json.length()) {
      out.append(json, from, at).append("\\u").append(HexFormat.of().toHexDigits(json.charAt(at)));
      from = at + 1;
      at = half(json, from);
    }
    return out.append(json, from, json.length()).toString();
  }

  /** Where the next half of a pair stands alone; the length where none does. */
  private static int half(String json, int from) {
    int at = from;
    while (at < json.length()) {
      char here = json.charAt(at);
      if (!Character.isSurrogate(here)) {
        at++;
      } else if (at + 1 < json.length() && Character.isSurrogatePair(here, json.charAt(at + 1))) {
        at += 2;
      } else {
        return at;
      }
    }
    return at;
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
