package dev.signalbox.worker.constraint;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;

/** Rules of JSON strings: any, of a length, of a format, of a pattern. */
final class JsonText {
  private static final String HEX = "[0-9a-f]";

  /** Formats as patterns; each takes only valid values, though not all of them. */
  private static final Map<String, String> FORMATS =
      Map.of(
          "date", "^(19|20)\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])$",
          "time", "^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ$",
          "date-time",
              "^(19|20)\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])"
                  + "T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ$",
          "uuid",
              "^"
                  + HEX
                  + "{8}-"
                  + HEX
                  + "{4}-[1-5]"
                  + HEX
                  + "{3}-[89ab]"
                  + HEX
                  + "{3}-"
                  + HEX
                  + "{12}$",
          "email", "^[a-z0-9]{1,20}([._-][a-z0-9]{1,20}){0,3}@[a-z0-9]{1,20}(\\.[a-z]{2,10}){1,2}$",
          "ipv4",
              "^((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$",
          "uri", "^https?://[a-z0-9]{1,20}(\\.[a-z0-9]{1,20}){1,3}(/[A-Za-z0-9_.~-]{0,40}){0,6}$");

  private final Grammar grammar;
  private final Map<String, Integer> known = new HashMap<>();

  JsonText(Grammar grammar) {
    this.grammar = grammar;
  }

  /** A text as JSON writes it. */
  static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  int anyString() {
    return length(0, Integer.MAX_VALUE);
  }

  int string(SchemaNode schema) {
    boolean sized = schema.has("minLength") || schema.has("maxLength");
    if (schema.has("pattern") || schema.has("format")) {
      if (sized || (schema.has("pattern") && schema.has("format"))) {
        throw schema.refused(
            "has more than one of 'pattern', 'format' and a length, which is not supported");
      }
      return pattern(schema);
    }
    int least = schema.count("minLength", 0);
    int most = schema.count("maxLength", Integer.MAX_VALUE);
    if (least > most) {
      throw schema.refused("has 'minLength' above 'maxLength'");
    }
    return length(least, most);
  }

  private int pattern(SchemaNode schema) {
    String pattern = schema.json().path("pattern").asText();
    if (schema.has("format")) {
      String format = schema.json().path("format").asText();
      pattern = FORMATS.getOrDefault(format, "");
      if (pattern.isEmpty()) {
        throw schema.refused(
            "has a 'format' that is not supported; there are "
                + String.join(", ", new java.util.TreeSet<>(FORMATS.keySet())));
      }
    }
    int start = grammar.node();
    int end = grammar.node();
    int body = grammar.literal(start, "\"");
    int close = new PatternCompiler(grammar, schema, pattern, character()).compile(body);
    grammar.literal(close, "\"", end);
    return grammar.rule(start, end);
  }

  private int length(int least, int most) {
    String key = least + "-" + most;
    Integer made = known.get(key);
    if (made == null) {
      made = counted(least, most);
      known.put(key, made);
    }
    return made;
  }

  private int counted(int least, int most) {
    int character = character();
    int start = grammar.node();
    int end = grammar.node();
    int at = grammar.literal(start, "\"");
    int singles = most == Integer.MAX_VALUE ? least : most;
    for (int i = 0; i < singles; i++) {
      if (i >= least) {
        grammar.literal(at, "\"", end);
      }
      int next = grammar.node();
      grammar.call(at, character, next);
      at = next;
    }
    if (most == Integer.MAX_VALUE) {
      grammar.call(at, character, at);
    }
    grammar.literal(at, "\"", end);
    return grammar.rule(start, end);
  }

  /** One character inside a string: well-formed UTF-8, or an escape of one character. */
  private int character() {
    Integer made = known.get("character");
    if (made != null) {
      return made;
    }
    int start = grammar.node();
    int end = grammar.node();
    grammar.bytes(start, 0x20, 0x21, end);
    grammar.bytes(start, 0x23, 0x5B, end);
    grammar.bytes(start, 0x5D, 0x7E, end);
    int[] tails = {end, grammar.node(), grammar.node()};
    grammar.bytes(tails[1], 0x80, 0xBF, tails[0]);
    grammar.bytes(tails[2], 0x80, 0xBF, tails[1]);
    grammar.bytes(start, 0xC2, 0xDF, tails[1]);
    lead(start, 0xE0, 0xE0, 0xA0, 0xBF, tails[1]);
    lead(start, 0xE1, 0xEC, 0x80, 0xBF, tails[1]);
    lead(start, 0xED, 0xED, 0x80, 0x9F, tails[1]);
    lead(start, 0xEE, 0xEF, 0x80, 0xBF, tails[1]);
    lead(start, 0xF0, 0xF0, 0x90, 0xBF, tails[2]);
    lead(start, 0xF1, 0xF3, 0x80, 0xBF, tails[2]);
    lead(start, 0xF4, 0xF4, 0x80, 0x8F, tails[2]);
    int escape = grammar.literal(start, "\\");
    for (char each : "\"\\/bfnrt".toCharArray()) {
      grammar.bytes(escape, each, each, end);
    }
    made = grammar.rule(start, end);
    known.put("character", made);
    return made;
  }

  private void lead(int from, int low, int high, int nextLow, int nextHigh, int to) {
    int next = grammar.node();
    grammar.bytes(from, low, high, next);
    grammar.bytes(next, nextLow, nextHigh, to);
  }
}
