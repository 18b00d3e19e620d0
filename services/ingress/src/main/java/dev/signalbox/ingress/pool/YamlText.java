package dev.signalbox.ingress.pool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * YAML text to {@link YamlValue}s, from the parser's events: nothing is constructed, expanded or
 * resolved, so that a hostile document costs no more than its length.
 */
final class YamlText {
  static final int MOST_CHARACTERS = 1 << 20;
  private static final int DEEPEST = 16;

  private final Iterator<Event> events;
  private int depth;

  private YamlText(Iterator<Event> events) {
    this.events = events;
  }

  /** Why a text is no document, and where. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;

    MalformedException(int line, String reason) {
      super(reason);
      this.line = line;
    }

    int line() {
      return line;
    }

    String reason() {
      String message = getMessage();
      return message == null ? "" : message;
    }
  }

  /** The documents, empty ones left out. */
  static List<YamlValue> read(String text) throws MalformedException {
    if (text.length() > MOST_CHARACTERS) {
      throw new MalformedException(0, "is longer than " + MOST_CHARACTERS + " characters");
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    try {
      return new YamlText(new Yaml(options).parse(new java.io.StringReader(text)).iterator())
          .documents();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new MalformedException(line, "is no YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new MalformedException(0, "is no YAML: " + e.getMessage());
    }
  }

  private List<YamlValue> documents() throws MalformedException {
    List<YamlValue> documents = new ArrayList<>();
    while (events.hasNext()) {
      if (events.next() instanceof DocumentStartEvent) {
        YamlValue document = value(events.next());
        if (!(document instanceof YamlValue.Scalar scalar && scalar.isNull())) {
          documents.add(document);
        }
      }
    }
    return documents;
  }

  private YamlValue value(Event event) throws MalformedException {
    int line = line(event);
    if (event instanceof AliasEvent) {
      throw new MalformedException(line, "uses an alias; write the value out");
    }
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw new MalformedException(line, "uses an anchor; write the value out");
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        refuseTag(scalar.getTag(), line);
        yield new YamlValue.Scalar(
            scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, line);
      }
      case SequenceStartEvent sequence -> {
        refuseTag(sequence.getTag(), line);
        yield new YamlValue.Sequence(items(line), line);
      }
      case MappingStartEvent mapping -> {
        refuseTag(mapping.getTag(), line);
        yield new YamlValue.Mapping(fields(line), line);
      }
      default -> throw new MalformedException(line, "has an unexpected " + event);
    };
  }

  private List<YamlValue> items(int line) throws MalformedException {
    deeper(line);
    List<YamlValue> items = new ArrayList<>();
    for (Event event = events.next(); !(event instanceof SequenceEndEvent); event = events.next()) {
      items.add(value(event));
    }
    depth--;
    return List.copyOf(items);
  }

  private Map<String, YamlValue.Field> fields(int line) throws MalformedException {
    deeper(line);
    Map<String, YamlValue.Field> fields = new LinkedHashMap<>();
    for (Event event = events.next(); !(event instanceof MappingEndEvent); event = events.next()) {
      int at = line(event);
      if (!(value(event) instanceof YamlValue.Scalar key)) {
        throw new MalformedException(at, "has a key that is no text");
      }
      YamlValue value = value(events.next());
      if (fields.put(key.text(), new YamlValue.Field(value, at)) != null) {
        throw new MalformedException(at, "has the key " + key.text() + " twice");
      }
    }
    depth--;
    return fields;
  }

  private void deeper(int line) throws MalformedException {
    if (++depth > DEEPEST) {
      throw new MalformedException(line, "is nested deeper than " + DEEPEST + " levels");
    }
  }

  private static void refuseTag(@org.jspecify.annotations.Nullable String tag, int line)
      throws MalformedException {
    if (tag != null && !tag.equals("!")) {
      throw new MalformedException(line, "uses the tag " + tag + "; plain YAML only");
    }
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }
}
