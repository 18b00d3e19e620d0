package dev.signalbox.ingress.pool;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A document as it was written, with its lines. Only what JSON has too: no anchors, aliases, tags
 * or duplicate keys.
 */
sealed interface YamlValue {
  /** From 1. */
  int line();

  /**
   * A single value.
   *
   * @param plain written without quotes, so that it may be a number, a boolean or null
   */
  record Scalar(String text, boolean plain, int line) implements YamlValue {
    private static final Pattern NUMBER =
        Pattern.compile("[-+]?[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]{1,3})?");
    private static final Pattern OTHER =
        Pattern.compile("~||null|true|false|yes|no|on|off|y|n", Pattern.CASE_INSENSITIVE);

    boolean isNumber() {
      return plain && NUMBER.matcher(text).matches();
    }

    /**
     * Whether any YAML reader takes it for text, the ones that make JSON of it for an API server
     * included.
     */
    boolean isText() {
      return !plain || !(isNumber() || OTHER.matcher(text).matches());
    }

    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  record Sequence(List<YamlValue> items, int line) implements YamlValue {}

  record Mapping(Map<String, Field> fields, int line) implements YamlValue {}

  /**
   * A value under its key.
   *
   * @param line of the key
   */
  record Field(YamlValue value, int line) {}

  /**
   * The same text for the same content, whatever the order of keys, the quotes and the zeros after
   * a decimal point.
   */
  default String canonical() {
    return switch (this) {
      case Scalar scalar when scalar.isNumber() ->
          new BigDecimal(scalar.text()).stripTrailingZeros().toPlainString();
      case Scalar scalar ->
          scalar.plain() && !scalar.isText() ? scalar.text() : quoted(scalar.text());
      case Sequence sequence ->
          sequence.items().stream().map(YamlValue::canonical).toList().toString();
      case Mapping mapping -> {
        Map<String, String> sorted = new TreeMap<>();
        mapping
            .fields()
            .forEach((key, field) -> sorted.put(quoted(key), field.value().canonical()));
        yield sorted.toString();
      }
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
