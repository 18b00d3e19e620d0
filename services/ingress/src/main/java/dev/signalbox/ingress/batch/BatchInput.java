package dev.signalbox.ingress.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The jobs of an input file: their ids and places, while their bodies stay on disk. Blocking. */
final class BatchInput {
  private static final int MOST_ERRORS = 50;

  private final Path file;
  private final List<Job> jobs = new ArrayList<>();
  private final List<BatchFacts.InputError> errors = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  /**
   * One line.
   *
   * @param offset of its first byte
   */
  record Job(String customId, String model, long offset, int length) {}

  private BatchInput(Path file) {
    this.file = file;
  }

  /** Reads every line once; errors name their lines. */
  static BatchInput read(Path file, String endpoint, BatchLimits limits) throws IOException {
    BatchInput input = new BatchInput(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      input.readLines(in, endpoint, limits);
    }
    if (input.jobs.isEmpty() && input.errors.isEmpty()) {
      input.refuse("empty_file", "The input file has no lines.", 1);
    }
    return input;
  }

  private void readLines(InputStream in, String endpoint, BatchLimits limits) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    long offset = 0;
    long start = 0;
    int number = 1;
    int read;
    do {
      read = in.read();
      if (read >= 0 && read != '\n') {
        line.write(read);
      } else {
        if (!line.toString(java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
          take(line, start, number, endpoint, limits);
        }
        line.reset();
        start = offset + 1;
        number++;
      }
      offset++;
    } while (read >= 0 && errors.size() < MOST_ERRORS);
  }

  private void take(
      ByteArrayOutputStream line, long start, int number, String endpoint, BatchLimits limits) {
    if (jobs.size() >= limits.lines()) {
      refuse("too_many_lines", "A batch has at most " + limits.lines() + " lines.", number);
    } else if (line.size() > limits.lineBytes()) {
      refuse("line_too_long", "A line has at most " + limits.lineBytes() + " bytes.", number);
    } else {
      parse(line.toByteArray(), start, number, endpoint);
    }
  }

  private void parse(byte[] line, long start, int number, String endpoint) {
    JsonNode job;
    try {
      job = Disk.JSON.readTree(line);
    } catch (IOException e) { // also of what looks like UTF-32 and is none
      refuse("invalid_json_line", "This line is no JSON.", number);
      return;
    }
    String id = job.path("custom_id").asText("");
    JsonNode body = job.path("body");
    if (id.isEmpty() || id.length() > 256) {
      refuse("missing_required_parameter", "custom_id must have 1 to 256 characters.", number);
    } else if (!job.path("method").asText("POST").equals("POST")) {
      refuse("invalid_method", "method must be POST.", number);
    } else if (!job.path("url").asText().equals(endpoint)) {
      refuse("invalid_url", "url must be the batch's endpoint, " + endpoint + ".", number);
    } else if (!body.isObject() || !body.path("model").isTextual()) {
      refuse("invalid_request", "body must be a request with a model.", number);
    } else if (body.path("stream").asBoolean(false)) {
      refuse("invalid_request", "A batch's requests can't be streamed.", number);
    } else if (!ids.add(id)) {
      refuse("duplicate_custom_id", "This custom_id stands on another line too.", number);
    } else {
      jobs.add(new Job(id, body.path("model").asText(), start, line.length));
    }
  }

  private void refuse(String code, String message, int line) {
    if (errors.size() < MOST_ERRORS) {
      errors.add(new BatchFacts.InputError(code, message, line));
    }
  }

  List<Job> jobs() {
    return jobs;
  }

  List<BatchFacts.InputError> errors() {
    return errors;
  }

  /** The request of a job, as its client wrote it but for white space. */
  byte[] body(Job job) throws IOException {
    byte[] line = new byte[job.length()];
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      content.seek(job.offset());
      content.readFully(line);
    }
    return Disk.JSON.writeValueAsBytes(Disk.JSON.readTree(line).get("body"));
  }
}
