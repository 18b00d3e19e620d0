package dev.signalbox.loadtest.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that share {@code count} requests. A request is sent once: only one that could not even
 * connect goes to the next replica, because nothing of it was received.
 */
final class MixedLoad {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int LONGEST_PROMPT = 400;
  private static final int MOST_TOKENS = 60;
  private static final int LEAST_CACHED = 16;

  /** Far longer than a client needs to leave: exactly one token has been generated then. */
  private static final long LEFT_TOKEN_MICROS = 120_000_000;

  private final Replicas replicas;
  private final String key;
  private final String cachingKey;
  private final Entries entries;
  private final int count;
  private final long seed;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final AtomicInteger hits = new AtomicInteger();

  /**
   * @param cachingKey of a tenant whose answers are cached
   */
  MixedLoad(
      Replicas replicas, String key, String cachingKey, Entries entries, int count, long seed) {
    this.replicas = replicas;
    this.key = key;
    this.cachingKey = cachingKey;
    this.entries = entries;
    this.count = count;
    this.seed = seed;
  }

  /** Answers from a response cache. */
  int hits() {
    return hits.get();
  }

  /** Connections that a replica did not take, because it was down; the next one was asked. */
  int turnedAway() {
    return turnedAway.get();
  }

  /** Returns when all have ended, or no new one was begun after {@code until}. */
  void run(int callers, long until) throws InterruptedException, ExecutionException {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running =
          java.util.stream.IntStream.range(0, callers)
              .<Future<?>>mapToObj(caller -> pool.submit(() -> call(until)))
              .toList();
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private void call(long until) {
    for (int i = next.getAndIncrement();
        i < count && System.nanoTime() < until && !Thread.currentThread().isInterrupted();
        i = next.getAndIncrement()) {
      one(i);
    }
  }

  /** How an attempt to send it ended. */
  private record Ended(Fate fate, String note) {}

  private void one(int number) {
    SplittableRandom random = new SplittableRandom(seed + number);
    Kind kind = Kind.of(random.nextInt(Integer.MAX_VALUE));
    String body = body(kind, Entries.tag(number), random);
    int sent = 0;
    Ended ended;
    do {
      ended = send(number, kind, body);
      sent++;
    } while (kind == Kind.REPEATED && sent == 1 && ended.fate() == Fate.ANSWERED);
    entries.ended(number, kind, ended.fate(), sent, ended.note());
  }

  private Ended send(int number, Kind kind, String body) {
    IOException last = new IOException("no replica");
    for (int i = 0; i < replicas.size(); i++) {
      try {
        return send(replicas.of(number, i), number, kind, body);
      } catch (ConnectException e) {
        turnedAway.incrementAndGet();
        last = e;
      } catch (IOException e) {
        return new Ended(Fate.BROKEN, String.valueOf(e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Ended(Fate.BROKEN, "interrupted");
      }
    }
    return new Ended(Fate.REFUSED, String.valueOf(last));
  }

  private static String body(Kind kind, String tag, SplittableRandom random) {
    String words = "How long is the longest train that fits track " + tag + "? ";
    int length = words.length() + random.nextInt(LONGEST_PROMPT);
    String prompt = words.repeat(length / words.length() + 1).substring(0, length);
    ObjectNode body = JSON.createObjectNode().put("model", kind.model());
    if (kind == Kind.EMBEDDED) {
      body.put("input", prompt).putObject("simulator").put("tag", tag);
      return body.toString();
    }
    body.put("stream", kind.streams());
    if (kind.path().equals("/v1/responses")) {
      body.put("max_output_tokens", MOST_TOKENS).put("input", prompt);
    } else {
      body.put("max_tokens", MOST_TOKENS);
      body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    }
    ObjectNode wish = body.putObject("simulator").put("tag", tag);
    wish.put("output_tokens", 2 + random.nextInt(MOST_TOKENS - 2));
    wish.put("first_token_millis", 20 + random.nextInt(200));
    switch (kind) {
      case LEFT -> wish.put("token_micros", LEFT_TOKEN_MICROS);
      case STREAMED, RESPONDED_STREAM, MESSAGED_STREAM, NATIVE_STREAM ->
          wish.put("token_micros", 1_000);
      case CACHED ->
          wish.put("token_micros", 0)
              .put("cached_tokens", Math.min(length / 4, LEAST_CACHED + random.nextInt(64)));
      default -> wish.put("token_micros", 0);
    }
    return body.toString();
  }

  private Ended send(URI replica, int number, Kind kind, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(replica.resolve(kind.path()))
            .timeout(TIMEOUT)
            .header("authorization", "Bearer " + (kind == Kind.REPEATED ? cachingKey : key))
            .header("traceparent", Entries.traceparent(number))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<InputStream> answer =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      if (answer.statusCode() != 200) {
        String error = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(Fate.REFUSED, answer.statusCode() + " " + error);
      }
      if (!kind.streams()) {
        in.readAllBytes();
        if (answer.headers().firstValue("x-signalbox-cache").orElse("").equals("hit")) {
          hits.incrementAndGet();
        }
        return new Ended(Fate.ANSWERED, "");
      }
      return new Ended(read(kind, in), "");
    } catch (IOException e) {
      return new Ended(Fate.BROKEN, String.valueOf(e));
    }
  }

  private static Fate read(Kind kind, InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(kind.last())) {
        // To the end of the body, so that the connection is kept.
        while (lines.readLine() != null) {}
        return Fate.ANSWERED;
      }
      if (line.startsWith("data: {\"error\"") || line.startsWith("event: error")) {
        return Fate.REFUSED;
      }
      if (kind == Kind.LEFT && line.startsWith("data: ") && saysSomething(line)) {
        return Fate.LEFT;
      }
    }
    return Fate.BROKEN;
  }

  private static boolean saysSomething(String line) throws IOException {
    return !JSON.readTree(line.substring("data: ".length()))
        .at("/choices/0/delta/content")
        .asText("")
        .isEmpty();
  }
}
