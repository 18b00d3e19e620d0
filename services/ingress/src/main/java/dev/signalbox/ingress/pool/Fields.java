package dev.signalbox.ingress.pool;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of one mapping, taken one by one; what is wrong goes to the violations, and the caller
 * gets a harmless stand-in so that one reading finds everything. Nothing built from stand-ins
 * outlives the reading.
 */
final class Fields {
  private final YamlValue.Mapping mapping;
  private final int line;
  private final String path;
  private final Findings findings;
  private final Set<String> taken = new HashSet<>();

  /**
   * Opens a mapping.
   *
   * @param line of the key that holds the mapping: blamed for what is missing in it
   */
  Fields(YamlValue.Mapping mapping, int line, String path, Findings findings) {
    this.mapping = mapping;
    this.line = line;
    this.path = path;
    this.findings = findings;
  }

  boolean has(String key) {
    YamlValue.Field field = mapping.fields().get(key);
    return field != null && !(field.value() instanceof YamlValue.Scalar scalar && scalar.isNull());
  }

  /** Text that is there and not blank. */
  String text(String key) {
    return optionalText(key).orElseGet(() -> missing(key, ""));
  }

  String text(String key, Pattern pattern, String rule) {
    String text = text(key);
    if (!text.isEmpty() && !pattern.matcher(text).matches()) {
      refuse(key, rule);
    }
    return text;
  }

  Optional<String> optionalText(String key) {
    return scalar(key)
        .flatMap(
            scalar -> {
              if (!scalar.isText()) {
                refuse(key, "is text: put " + scalar.text() + " in quotes");
                return Optional.of("");
              }
              if (scalar.text().isBlank()) {
                refuse(key, "is blank");
                return Optional.of("");
              }
              if (scalar.text().chars().anyMatch(Character::isISOControl)) {
                refuse(key, "holds a control character");
                return Optional.of("");
              }
              return Optional.of(scalar.text());
            });
  }

  boolean flag(String key, boolean otherwise) {
    Optional<YamlValue.Scalar> scalar = scalar(key);
    if (scalar.isEmpty()) {
      return otherwise;
    }
    String text = scalar.get().plain() ? scalar.get().text() : "";
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        refuse(key, "is true or false");
        yield otherwise;
      }
    };
  }

  /** A whole number from {@code least} to {@code most}. */
  long count(String key, long least, long most) {
    BigDecimal number = number(key, BigDecimal.valueOf(least), BigDecimal.valueOf(most), 0);
    return number.longValueExact();
  }

  /** A number within bounds, exact as it was written. */
  BigDecimal number(String key, BigDecimal least, BigDecimal most, int decimals) {
    return optionalNumber(key, least, most, decimals).orElseGet(() -> missing(key, least));
  }

  Optional<BigDecimal> optionalNumber(String key, BigDecimal least, BigDecimal most, int decimals) {
    return scalar(key).map(scalar -> checked(key, scalar, least, most, decimals));
  }

  private BigDecimal checked(
      String key, YamlValue.Scalar scalar, BigDecimal least, BigDecimal most, int decimals) {
    if (!scalar.isNumber()) {
      refuse(key, "is a number, without quotes");
      return least;
    }
    BigDecimal number = new BigDecimal(scalar.text());
    if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
      refuse(
          key,
          "is between "
              + least.toPlainString()
              + " and "
              + most.toPlainString()
              + ", not "
              + scalar.text());
      return least;
    }
    if (number.stripTrailingZeros().scale() > decimals) {
      refuse(key, decimals == 0 ? "is a whole number" : "has more than " + decimals + " decimals");
      return least;
    }
    return number;
  }

  /** A mapping that is there. */
  Fields object(String key) {
    return optionalObject(key)
        .orElseGet(() -> new Fields(empty(), 0, in(key), missing(key, findings).silent()));
  }

  Optional<Fields> optionalObject(String key) {
    if (!has(key)) {
      taken.add(key);
      return Optional.empty();
    }
    YamlValue value = take(key).value();
    if (value instanceof YamlValue.Mapping object) {
      return Optional.of(new Fields(object, lineOf(key), in(key), findings));
    }
    refuse(key, "is a mapping");
    return Optional.of(new Fields(empty(), 0, in(key), findings.silent()));
  }

  /** Texts without repeats, in order; empty when the key is absent. */
  List<String> texts(String key) {
    if (!has(key)) {
      taken.add(key);
      return List.of();
    }
    if (!(take(key).value() instanceof YamlValue.Sequence sequence)) {
      refuse(key, "is a list");
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (YamlValue item : sequence.items()) {
      if (!(item instanceof YamlValue.Scalar scalar
          && scalar.isText()
          && !scalar.text().isBlank())) {
        findings.add(item.line(), in(key), "holds something that is no text");
      } else if (texts.contains(scalar.text())) {
        findings.add(item.line(), in(key), "lists " + scalar.text() + " twice");
      } else {
        texts.add(scalar.text());
      }
    }
    return texts;
  }

  List<String> textsNotEmpty(String key) {
    List<String> texts = texts(key);
    if (!has(key)) {
      refuse(key, "is missing");
    } else if (texts.isEmpty()) {
      refuse(key, "is a list of at least one");
    }
    return texts;
  }

  /** A mapping of texts; empty when the key is absent. */
  Map<String, String> textMap(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    optionalObject(key)
        .ifPresent(
            object ->
                object
                    .mapping
                    .fields()
                    .keySet()
                    .forEach(name -> texts.put(name, object.text(name))));
    return texts;
  }

  /** In the order in which they were written. */
  List<String> keys() {
    return List.copyOf(mapping.fields().keySet());
  }

  /** What the value under {@code key} says, for whoever compares contents. */
  YamlValue.Mapping content() {
    return mapping;
  }

  /**
   * The same mapping with {@code others} where this one says nothing, mapping by mapping. What is
   * wrong with those is blamed on {@code key}'s line.
   */
  Fields over(YamlValue.Mapping others, String key) {
    return new Fields(merged(mapping, others, lineOf(key)), line, path, findings);
  }

  private static YamlValue.Mapping merged(
      YamlValue.Mapping own, YamlValue.Mapping others, int line) {
    Map<String, YamlValue.Field> fields = new LinkedHashMap<>();
    others
        .fields()
        .forEach((key, field) -> fields.put(key, new YamlValue.Field(field.value(), line)));
    own.fields()
        .forEach(
            (key, field) -> {
              YamlValue.Field other = others.fields().get(key);
              fields.put(
                  key,
                  field.value() instanceof YamlValue.Mapping mine
                          && other != null
                          && other.value() instanceof YamlValue.Mapping theirs
                      ? new YamlValue.Field(merged(mine, theirs, field.line()), field.line())
                      : field);
            });
    return new YamlValue.Mapping(fields, own.line());
  }

  void ignore(String key) {
    taken.add(key);
  }

  /** Blames {@code key}'s line, or the mapping's where it is absent. */
  void refuse(String key, String reason) {
    findings.add(lineOf(key), in(key), reason);
  }

  /** To be called when all that is known was taken. */
  void refuseTheRest() {
    for (Map.Entry<String, YamlValue.Field> field : mapping.fields().entrySet()) {
      if (!taken.contains(field.getKey())) {
        findings.add(field.getValue().line(), in(field.getKey()), "is not a known field");
      }
    }
  }

  int lineOf(String key) {
    YamlValue.Field field = mapping.fields().get(key);
    return field == null ? line : field.line();
  }

  String in(String key) {
    return path.endsWith(" ") || path.isEmpty() ? path + key : path + "." + key;
  }

  private Optional<YamlValue.Scalar> scalar(String key) {
    if (!has(key)) {
      taken.add(key);
      return Optional.empty();
    }
    if (take(key).value() instanceof YamlValue.Scalar scalar) {
      return Optional.of(scalar);
    }
    refuse(key, "is a single value");
    return Optional.empty();
  }

  private YamlValue.Field take(String key) {
    taken.add(key);
    YamlValue.Field field = mapping.fields().get(key);
    if (field == null) {
      throw new IllegalStateException("take is called for keys that are there: " + key);
    }
    return field;
  }

  /** A value of the wrong kind has been refused already. */
  private <T> T missing(String key, T standIn) {
    if (!has(key)) {
      refuse(key, "is missing");
    }
    return standIn;
  }

  private static YamlValue.Mapping empty() {
    return new YamlValue.Mapping(Map.of(), 0);
  }
}
