package dev.signalbox.loadtest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches beside the mixed load, at the replica that is killed; the others are asked for them, and
 * pass it on. What can't be reached is asked again: a batch is only known by its answers.
 */
final class BatchLoad {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int JOBS_A_BATCH = 1_000;
  private static final int TOKENS = 20;

  private final List<URI> replicas;
  private final String key;
  private final Entries entries;
  private final int from;
  private int asked;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param replicas the first gets the files; all of them are asked for the batches
   * @param from number of the first job; the entries' last is the last one's
   */
  BatchLoad(List<URI> replicas, String key, Entries entries, int from) {
    this.replicas = replicas;
    this.key = key;
    this.entries = entries;
    this.from = from;
  }

  /** Returns when every batch has its output, or {@code until} has passed. */
  void run(long until) throws InterruptedException {
    List<String> running = new ArrayList<>();
    for (int first = from; first < entries.size(); first += JOBS_A_BATCH) {
      running.add(begin(first, Math.min(entries.size(), first + JOBS_A_BATCH), until));
    }
    for (String batch : running) {
      JsonNode state = state(batch, until);
      while (!state.path("status").asText().equals("completed") && System.nanoTime() < until) {
        Thread.sleep(200);
        state = state(batch, until);
      }
      read(state.path("output_file_id").asText(""), Fate.ANSWERED, until);
      read(state.path("error_file_id").asText(""), Fate.REFUSED, until);
    }
  }

  private String begin(int first, int end, long until) throws InterruptedException {
    StringBuilder lines = new StringBuilder();
    for (int i = first; i < end; i++) {
      lines.append(line(i)).append('\n');
    }
    String boundary = "ledger-boundary";
    String form =
        "--%1$s\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--%1$s\r\ncontent-disposition: form-data; name=\"file\"; filename=\"jobs.jsonl\"\r\ncontent-type: application/jsonl\r\n\r\n%2$s\r\n--%1$s--\r\n"
            .formatted(boundary, lines);
    String file =
        ask(post(0, "/v1/files", "multipart/form-data; boundary=" + boundary, form), until)
            .path("id")
            .asText();
    ObjectNode batch =
        JSON.createObjectNode()
            .put("input_file_id", file)
            .put("endpoint", "/v1/chat/completions")
            .put("completion_window", "24h");
    return ask(post(1, "/v1/batches", "application/json", batch.toString()), until)
        .path("id")
        .asText();
  }

  private static String line(int number) {
    ObjectNode line = JSON.createObjectNode().put("custom_id", Integer.toString(number));
    line.put("method", "POST").put("url", "/v1/chat/completions");
    ObjectNode body = line.putObject("body").put("model", Kind.BATCHED.model());
    body.put("max_tokens", TOKENS);
    body.putArray("messages").addObject().put("role", "user").put("content", "Job " + number);
    body.putObject("simulator")
        .put("tag", Entries.tag(number))
        .put("first_token_millis", 50)
        .put("token_micros", 0);
    return line.toString();
  }

  private JsonNode state(String batch, long until) throws InterruptedException {
    return ask(get("/v1/batches/" + batch), until);
  }

  private void read(String file, Fate fate, long until) throws InterruptedException {
    if (file.isEmpty() || file.equals("null")) {
      return;
    }
    for (String line : text(get("/v1/files/" + file + "/content"), until).lines().toList()) {
      JsonNode answer = parse(line);
      int number = answer.path("custom_id").asInt();
      entries.answeredBy(number, answer.at("/response/request_id").asText());
      entries.ended(number, Kind.BATCHED, fate, 1, fate == Fate.REFUSED ? line : "");
    }
  }

  private HttpRequest get(String path) {
    return request(++asked, path).build();
  }

  private HttpRequest post(int replica, String path, String type, String body) {
    return request(replica, path)
        .header("content-type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpRequest.Builder request(int replica, String path) {
    return HttpRequest.newBuilder(replicas.get(replica % replicas.size()).resolve(path))
        .timeout(TIMEOUT)
        .header("authorization", "Bearer " + key);
  }

  private JsonNode ask(HttpRequest request, long until) throws InterruptedException {
    return parse(text(request, until));
  }

  private String text(HttpRequest request, long until) throws InterruptedException {
    String last = "";
    while (System.nanoTime() < until) {
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return answer.body();
        }
        last = answer.statusCode() + " " + answer.body();
      } catch (IOException e) {
        last = String.valueOf(e);
      }
      Thread.sleep(200);
    }
    throw new IllegalStateException(request.uri() + " was not answered: " + last);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("no JSON: " + json, e);
    }
  }
}
