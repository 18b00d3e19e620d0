package dev.signalbox.verdict.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenAI-compatible endpoint whose models judge by their names: {@code judge-ship} ships, {@code
 * judge-vague} ships as a builder and only talks as a sceptic, {@code judge-first} names whatever
 * it sees first.
 */
public final class Judges implements QuarkusTestResourceLifecycleManager {
  private static final String KEY = "sk-of-the-judges";
  private static final List<JsonObject> ASKED = new CopyOnWriteArrayList<>();

  private static final String MODELS =
      """
      {"object": "list", "data": [
        {"id": "auto", "owned_by": "signalbox", "signalbox": {"kind": "route", "mode": "balanced",
          "models": ["signalbox-see", "simulator-small", "gpt-4o-mini", "gpt-4o"], "reference": ["gpt-4o"],
          "drained": [{"model": "signalbox-see", "because": "is drained: in 120 comparisons with gpt-4o up to 2026-11-28T08:00:00Z its answers surely lost 21.4 points or more, above the 5 that the route allows"}]}},
        {"id": "gpt-4o", "owned_by": "openai", "signalbox": {"kind": "model", "price": {"version": "1", "source": "https://openai.com/api/pricing",
          "date": "2026-11-01", "per_million_input_usd": 2.5, "per_million_cached_input_usd": 1.25, "per_million_output_usd": 10, "per_image_usd": 0}}},
        {"id": "gpt-4o-mini", "owned_by": "openai", "signalbox": {"kind": "model", "price": {"version": "1", "source": "https://openai.com/api/pricing",
          "date": "2026-11-01", "per_million_input_usd": 0.15, "per_million_cached_input_usd": 0.075, "per_million_output_usd": 0.6, "per_image_usd": 0}}},
        {"id": "signalbox-see", "owned_by": "signalbox", "signalbox": {"kind": "model", "price": {"version": "1", "source": "own",
          "date": "2026-11-01", "per_million_input_usd": 0, "per_million_cached_input_usd": 0, "per_million_output_usd": 0, "per_image_usd": 0}}},
        {"id": "simulator-small", "owned_by": "signalbox", "signalbox": {"kind": "model"}}]}
      """;
  private static final String HEALTH =
      """
      {"data": [{"model": "gpt-4o", "breaker": "closed", "failures": 0, "refuses_for_ms": 0},
        {"model": "gpt-4o-mini", "breaker": "open", "failures": 5, "refuses_for_ms": 4200},
        {"model": "signalbox-see", "breaker": "half_open", "failures": 2, "refuses_for_ms": 0}]}
      """;

  private HttpServer server;
  private ExecutorService threads;

  /** Bodies of all calls so far. */
  public static List<JsonObject> asked() {
    return List.copyOf(ASKED);
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", Judges::answer);
    server.createContext("/v1/models", call -> json(call, MODELS));
    server.createContext("/v1/health/models", call -> json(call, HEALTH));
    server.start();
    return Map.of(
        "signalbox.verdict.judge.endpoint",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "signalbox.verdict.judge.key",
        KEY);
  }

  private static void json(HttpExchange call, String text) throws IOException {
    byte[] answer = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(200, answer.length);
    call.getResponseBody().write(answer);
    call.close();
  }

  private static void answer(HttpExchange call) throws IOException {
    JsonObject body =
        new JsonObject(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    ASKED.add(body);
    boolean known = ("Bearer " + KEY).equals(call.getRequestHeaders().getFirst("authorization"));
    byte[] answer = completion(body).getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("x-signalbox-model", body.getString("model"));
    call.getResponseHeaders().add("x-signalbox-decision", "dec_" + ASKED.size());
    call.getResponseHeaders().add("x-signalbox-cost-usd", "0.0005");
    call.sendResponseHeaders(known ? 200 : 401, answer.length);
    call.getResponseBody().write(answer);
    call.close();
  }

  private static String completion(JsonObject body) {
    String system = body.getJsonArray("messages").getJsonObject(0).getString("content");
    return new JsonObject()
        .put(
            "choices",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("finish_reason", "stop")
                        .put(
                            "message",
                            new JsonObject()
                                .put("role", "assistant")
                                .put("content", content(body.getString("model"), system)))))
        .encode();
  }

  private static String content(String model, String system) {
    if (model.equals("judge-vague") && system.contains("Sceptic")) {
      return "It depends, I would say.";
    }
    return new JsonObject()
        .put("verdict", model.equals("judge-first") ? "first" : "ship")
        .put(
            "scores",
            new JsonObject()
                .put("usefulness", 4)
                .put("evidence", 4)
                .put("cost", 5)
                .put("lasting", 3))
        .put("case", "The bill is known before the run.")
        .put("change_mind", "A dearer month.")
        .encode();
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
