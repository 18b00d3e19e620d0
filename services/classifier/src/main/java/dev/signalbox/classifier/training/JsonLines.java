package dev.signalbox.classifier.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads files of one JSON object a line, gzipped or not. */
final class JsonLines {
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** What to do with each object. */
  interface Sink {
    void accept(JsonNode node) throws IOException;
  }

  private JsonLines() {}

  /**
   * Throws {@link IOException} with the file and line of what is no JSON object or what the sink
   * refuses with {@link IllegalArgumentException}. Gzip is known by its first bytes.
   */
  static void read(Path file, Sink sink) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          Files.isDirectory(file)
              ? file + " is a folder: name the files in it"
              : "there is no file " + file);
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = zipped(raw) ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
          line = line.substring(1);
        }
        if (line.isBlank()) {
          continue;
        }
        JsonNode node;
        try {
          node = MAPPER.readTree(line);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
          throw new IOException(file + ":" + number + ": this is not JSON", e);
        }
        if (!node.isObject()) {
          throw new IOException(file + ":" + number + ": this is not a JSON object");
        }
        try {
          sink.accept(node);
        } catch (IllegalArgumentException e) {
          throw new IOException(file + ":" + number + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static boolean zipped(InputStream raw) throws IOException {
    raw.mark(2);
    boolean magic = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return magic;
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Numbers, and truth as 1 or 0, by field; text that is a number counts as one. */
  static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    node.properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNumber()) {
                numbers.put(entry.getKey(), entry.getValue().doubleValue());
              } else if (entry.getValue().isBoolean()) {
                numbers.put(entry.getKey(), entry.getValue().booleanValue() ? 1.0 : 0.0);
              } else if (entry.getValue().isTextual()) {
                number(entry.getValue().textValue())
                    .ifPresent(number -> numbers.put(entry.getKey(), number));
              }
            });
    return numbers;
  }
}
