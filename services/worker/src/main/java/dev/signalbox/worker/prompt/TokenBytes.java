package dev.signalbox.worker.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that each ordinary token of a byte-level {@code tokenizer.json} stands for. Such a
 * tokenizer writes each byte as one character: printable Latin-1 as itself, the others from U+0100
 * on, in order.
 */
public final class TokenBytes {
  private final List<byte @Nullable []> bytes;

  private TokenBytes(List<byte @Nullable []> bytes) {
    this.bytes = bytes;
  }

  /** Reads a folder's; none are known when its tokenizer is not byte-level. */
  public static TokenBytes read(Path folder) {
    JsonNode root = JsonFile.read(folder.resolve("tokenizer.json"));
    List<byte @Nullable []> bytes = new ArrayList<>();
    if (!root.path("decoder").path("type").asText().equals("ByteLevel")) {
      return new TokenBytes(bytes);
    }
    Map<Character, Byte> table = table();
    for (Iterator<Map.Entry<String, JsonNode>> entries = root.path("model").path("vocab").fields();
        entries.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = entries.next();
      put(bytes, entry.getValue().asInt(), decoded(entry.getKey(), table));
    }
    for (JsonNode added : root.path("added_tokens")) {
      put(bytes, added.path("id").asInt(), null);
    }
    return new TokenBytes(bytes);
  }

  private static void put(List<byte @Nullable []> bytes, int id, byte @Nullable [] token) {
    while (bytes.size() <= id) {
      bytes.add(null);
    }
    bytes.set(id, token);
  }

  private static byte @Nullable [] decoded(String token, Map<Character, Byte> table) {
    byte[] out = new byte[token.length()];
    for (int i = 0; i < out.length; i++) {
      Byte each = table.get(token.charAt(i));
      if (each == null) {
        return null;
      }
      out[i] = each;
    }
    return out;
  }

  private static Map<Character, Byte> table() {
    Map<Character, Byte> table = new HashMap<>();
    int next = 256;
    for (int each = 0; each < 256; each++) {
      boolean itself = (each >= 33 && each <= 126) || (each >= 161 && each <= 172) || each >= 174;
      table.put((char) (itself ? each : next++), (byte) each);
    }
    return table;
  }

  /** By token id; null for control tokens. Empty when the tokenizer is not byte-level. */
  public List<byte @Nullable []> all() {
    return bytes;
  }

  /** A token's bytes, or null for a control token. */
  public byte @Nullable [] of(int token) {
    return token < bytes.size() ? bytes.get(token) : null;
  }
}
