package dev.signalbox.ingress.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys file: {@code keys: [{id, tenant, sha256, expires, requestsPerMinute,
 * tokensPerMinute}]}.
 */
final class KeyDocument {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final int SHA256_BYTES = 32;
  private static final Set<String> FIELDS =
      Set.of("id", "tenant", "sha256", "expires", "requestsPerMinute", "tokensPerMinute");

  private KeyDocument() {}

  /**
   * @throws IllegalArgumentException with a sentence that names the entry at fault and nothing of a
   *     key
   */
  static KeyRing read(String yaml) {
    JsonNode root;
    try {
      root = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the keys file is no YAML near line " + e.getLocation().getLineNr());
    }
    JsonNode list = root == null ? null : root.get("keys");
    if (list == null || !list.isArray()) {
      throw new IllegalArgumentException("the keys file has no list named keys");
    }
    List<KeyRing.Entry> entries = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Set<String> digests = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String where = "keys[" + i + "]";
      JsonNode node = list.get(i);
      for (String field : (Iterable<String>) node::fieldNames) {
        require(FIELDS.contains(field), where + " has an unknown field");
      }
      String id = text(node, "id", where);
      require(ids.add(id), where + ".id is used twice");
      byte[] digest = digest(text(node, "sha256", where), where);
      require(digests.add(HexFormat.of().formatHex(digest)), where + ".sha256 is used twice");
      KeyRates rates =
          new KeyRates(
              rate(node, "requestsPerMinute", where), rate(node, "tokensPerMinute", where));
      ApiKey key = new ApiKey(id, text(node, "tenant", where), expires(node, where), rates);
      entries.add(new KeyRing.Entry(digest, key));
    }
    return new KeyRing(entries);
  }

  private static String text(JsonNode node, String field, String where) {
    JsonNode value = node.get(field);
    require(
        value != null && value.isValueNode() && !value.asText().isBlank(),
        where + "." + field + " is missing");
    return value == null ? "" : value.asText().strip();
  }

  private static long rate(JsonNode node, String field, String where) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return 0;
    }
    require(
        value.isIntegralNumber() && value.canConvertToLong() && value.asLong() > 0,
        where + "." + field + " is no whole number above 0");
    return value.asLong();
  }

  private static byte[] digest(String hex, String where) {
    try {
      byte[] digest = HexFormat.of().parseHex(hex.toLowerCase(java.util.Locale.ROOT));
      require(digest.length == SHA256_BYTES, where + ".sha256 is not 64 hexadecimal digits");
      return digest;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ".sha256 is not 64 hexadecimal digits");
    }
  }

  private static @Nullable Instant expires(JsonNode node, String where) {
    JsonNode value = node.get("expires");
    if (value == null || value.isNull()) {
      return null;
    }
    String text = value.asText();
    try {
      return text.length() == "2026-01-01".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          where + ".expires is no date such as 2027-01-31 or 2027-01-31T12:00:00Z");
    }
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
