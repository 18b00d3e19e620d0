package dev.signalbox.verdict.replay;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A published document, by file or address, as it is to the byte. */
public final class Published {
  private static final int OK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Published() {}

  /**
   * Reads it.
   *
   * @param where a file, or an address that begins with http
   * @throws IOException saying in a sentence what is wrong and what to do
   */
  public static String read(String where) throws IOException, InterruptedException {
    if (!where.startsWith("http://") && !where.startsWith("https://")) {
      return text(file(Path.of(where)));
    }
    HttpRequest request;
    try {
      request = HttpRequest.newBuilder(URI.create(where)).timeout(PATIENCE).build();
    } catch (IllegalArgumentException e) {
      throw new IOException(where + " is no address", e);
    }
    HttpResponse<String> answer;
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      answer = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (ConnectException e) {
      throw new IOException("nothing answers at " + where + ": 'make run' starts the system", e);
    }
    if (answer.statusCode() != OK) {
      throw new IOException(where + " answers " + answer.statusCode());
    }
    return answer.body();
  }

  /** A file that is there. */
  public static Path file(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException("there is no file " + path);
    }
    return path;
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is no text", e);
    }
  }

  /** How a document that was made again differs: from where on. */
  public static String difference(String published, String again) {
    int at = 0;
    while (at < Math.min(again.length(), published.length())
        && again.charAt(at) == published.charAt(at)) {
      at++;
    }
    String same = published.substring(0, at);
    return "differs from byte %d on, in line %d"
        .formatted(
            same.getBytes(StandardCharsets.UTF_8).length,
            same.chars().filter(c -> c == '\n').count() + 1);
  }
}
