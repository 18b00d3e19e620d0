package dev.signalbox.ingress.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A plain HTTP client of the ingress, and of the fake upstream's state. */
final class Caller {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String fake;
  private final String key;

  Caller(URI base, String fake) {
    this(base, fake, Edge.KEY);
  }

  Caller(URI base, String fake, String key) {
    this.base = base;
    this.fake = fake;
    this.key = key;
  }

  /** An answer, read to its end. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String body() {
      return response.body();
    }

    JsonNode json() throws Exception {
      return JSON.readTree(body());
    }

    /** Each line's JSON. */
    List<JsonNode> lines() throws Exception {
      List<JsonNode> lines = new java.util.ArrayList<>();
      for (String line : body().lines().toList()) {
        lines.add(JSON.readTree(line));
      }
      return lines;
    }

    String errorCode() throws Exception {
      return json().at("/error/code").asText();
    }

    /** The data of each event. */
    List<String> events() {
      return body()
          .lines()
          .filter(line -> line.startsWith("data: "))
          .map(line -> line.substring("data: ".length()))
          .toList();
    }

    JsonNode event(int index) throws Exception {
      return JSON.readTree(events().get(index));
    }

    boolean saysDone() {
      return body().contains("[DONE]");
    }

    String streamedText() throws Exception {
      StringBuilder text = new StringBuilder();
      for (String event : events()) {
        if (!event.equals("[DONE]")) {
          text.append(JSON.readTree(event).at("/choices/0/delta/content").asText(""));
        }
      }
      return text.toString();
    }
  }

  Answer plain(String model, String prompt) throws Exception {
    return post("/v1/chat/completions", body(model, prompt, ""));
  }

  Answer stream(String model, String prompt) throws Exception {
    return post("/v1/chat/completions", body(model, prompt, ",\"stream\":true"));
  }

  static String body(String model, String prompt, String more) {
    return "{\"model\":\""
        + model
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
        + prompt
        + "\"}]"
        + more
        + "}";
  }

  Answer post(String path, String body, String... headers) throws Exception {
    return post(path, HttpRequest.BodyPublishers.ofString(body), headers);
  }

  /** A body that may be no text. */
  Answer post(String path, byte[] body) throws Exception {
    return post(path, HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private Answer post(String path, HttpRequest.BodyPublisher body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofMinutes(1))
            .header("authorization", "Bearer " + key)
            .header("content-type", "application/json")
            .POST(body);
    for (int i = 0; i + 1 < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  /** Leaves when there is no answer after {@code patience}. */
  Answer impatient(String model, String prompt, Duration patience) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/v1/chat/completions"))
            .timeout(patience)
            .header("authorization", "Bearer " + Edge.KEY)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(model, prompt, "")))
            .build();
    return new Answer(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
  }

  Answer get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofMinutes(1))
            .header("authorization", "Bearer " + key);
    for (int i = 0; i + 1 < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  /** Whatever the request, by the one client that all tests share. */
  static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The last body that the fake upstream saw with {@code mark} in it: others may be about, behind
   * clients' backs.
   */
  JsonNode seen(String mark) throws Exception {
    JsonNode found = null;
    for (JsonNode each : fakeState().get("bodies")) {
      found = each.toString().contains(mark) ? each : found;
    }
    if (found == null) {
      throw new AssertionError("the upstream never saw " + mark);
    }
    return found;
  }

  JsonNode fakeState() throws Exception {
    return stateOf(fake);
  }

  JsonNode stateOf(String fakeAddress) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(fakeAddress + "/fake/state")).build();
    return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }
}
