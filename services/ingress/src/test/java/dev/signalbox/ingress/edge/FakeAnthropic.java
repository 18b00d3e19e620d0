package dev.signalbox.ingress.edge;

import dev.signalbox.ingress.LocalServers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Anthropic's Messages API; the model's name says how it behaves. {@code GET /fake/state} tells
 * what it saw.
 */
final class FakeAnthropic {
  /** Models. */
  static final List<String> BEHAVIOURS =
      List.of("ok", "thinks", "calls", "overloaded", "cut", "error-inside", "picky");

  private final Vertx vertx;
  private final HttpServer server;
  private final JsonArray bodies = new JsonArray();

  FakeAnthropic(Vertx vertx) throws Exception {
    this.vertx = vertx;
    this.server = LocalServers.serve(vertx, this::handle);
  }

  int port() {
    return server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    if (request.path().equals("/fake/state")) {
      request.response().end(new JsonObject().put("bodies", bodies).encode());
      return;
    }
    request.bodyHandler(
        body -> {
          JsonObject asking = body.toJsonObject();
          bodies.add(
              new JsonObject()
                  .put("path", request.uri())
                  .put("body", asking)
                  .put("x-api-key", request.getHeader("x-api-key"))
                  .put("anthropic-version", request.getHeader("anthropic-version")));
          if (!Edge.UPSTREAM_KEY.equals(request.getHeader("x-api-key"))) {
            error(request.response(), 401, "authentication_error", "bad key");
          } else {
            behave(asking, request.response());
          }
        });
  }

  private void behave(JsonObject asking, HttpServerResponse response) {
    String model = asking.getString("model");
    switch (model) {
      case "overloaded" -> error(response, 529, "overloaded_error", "Overloaded");
      case "picky" ->
          error(response, 400, "invalid_request_error", "max_tokens: far too many for me");
      default -> {
        if (Boolean.TRUE.equals(asking.getValue("stream"))) {
          response.setChunked(true).putHeader("content-type", "text/event-stream");
          new Script(model, response).run();
        } else {
          response.putHeader("content-type", "application/json").end(whole(asking).encode());
        }
      }
    }
  }

  private static void error(HttpServerResponse response, int status, String type, String message) {
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(
            new JsonObject()
                .put("type", "error")
                .put("error", new JsonObject().put("type", type).put("message", message))
                .encode());
  }

  private static JsonObject whole(JsonObject asking) {
    JsonArray content = new JsonArray();
    String reason = "end_turn";
    String model = asking.getString("model");
    JsonObject choice = asking.getJsonObject("tool_choice", new JsonObject());
    if (choice.getString("type", "").equals("tool")) {
      content.add(toolUse(choice.getString("name"), new JsonObject().put("city", "Lyon")));
      reason = "tool_use";
    } else if (model.equals("calls")) {
      content.add(new JsonObject().put("type", "text").put("text", "Let me look."));
      content.add(toolUse("weather", new JsonObject().put("city", "Lyon")));
      reason = "tool_use";
    } else {
      if (model.equals("thinks")) {
        content.add(
            new JsonObject()
                .put("type", "thinking")
                .put("thinking", "Hm.")
                .put("signature", "sig-1"));
      }
      content.add(new JsonObject().put("type", "text").put("text", "Bonjour, wörld."));
    }
    return new JsonObject()
        .put("id", "msg_01")
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model + "-2026")
        .put("content", content)
        .put("stop_reason", reason)
        .putNull("stop_sequence")
        .put("usage", usage().put("output_tokens", 7));
  }

  private static JsonObject toolUse(String name, JsonObject input) {
    return new JsonObject()
        .put("type", "tool_use")
        .put("id", "toolu_1")
        .put("name", name)
        .put("input", input);
  }

  /** 10 fresh, 4 read from the cache, 6 written to it. */
  private static JsonObject usage() {
    return new JsonObject()
        .put("input_tokens", 10)
        .put("cache_read_input_tokens", 4)
        .put("cache_creation_input_tokens", 6)
        .put("output_tokens", 1);
  }

  private final class Script {
    private final HttpServerResponse response;
    private final Deque<JsonObject> events = new ArrayDeque<>();
    private final String model;

    Script(String model, HttpServerResponse response) {
      this.model = model;
      this.response = response;
    }

    void run() {
      JsonObject message =
          whole(new JsonObject().put("model", model))
              .put("content", new JsonArray())
              .putNull("stop_reason")
              .put("usage", usage());
      events.add(new JsonObject().put("type", "message_start").put("message", message));
      events.add(new JsonObject().put("type", "ping"));
      int index = 0;
      if (model.equals("thinks")) {
        block(
            index++,
            new JsonObject().put("type", "thinking").put("thinking", ""),
            new JsonObject().put("type", "thinking_delta").put("thinking", "Hm."),
            new JsonObject().put("type", "signature_delta").put("signature", "sig-1"));
      }
      block(
          index++,
          new JsonObject().put("type", "text").put("text", ""),
          new JsonObject().put("type", "text_delta").put("text", "Bonjour, "),
          new JsonObject().put("type", "text_delta").put("text", "wörld."));
      if (model.equals("calls")) {
        block(
            index,
            toolUse("weather", new JsonObject()),
            new JsonObject().put("type", "input_json_delta").put("partial_json", "{\"city\":"),
            new JsonObject().put("type", "input_json_delta").put("partial_json", "\"Lyon\"}"));
      }
      switch (model) {
        case "cut" -> events.add(new JsonObject().put("type", "CUT"));
        case "error-inside" ->
            events.add(
                new JsonObject()
                    .put("type", "error")
                    .put("error", new JsonObject().put("type", "overloaded_error")));
        default -> {
          events.add(
              new JsonObject()
                  .put("type", "message_delta")
                  .put(
                      "delta",
                      new JsonObject()
                          .put("stop_reason", model.equals("calls") ? "tool_use" : "end_turn")
                          .putNull("stop_sequence"))
                  .put("usage", new JsonObject().put("output_tokens", 7)));
          events.add(new JsonObject().put("type", "message_stop"));
        }
      }
      next();
    }

    private void block(int index, JsonObject start, JsonObject... deltas) {
      events.add(
          new JsonObject()
              .put("type", "content_block_start")
              .put("index", index)
              .put("content_block", start));
      for (JsonObject delta : deltas) {
        events.add(
            new JsonObject()
                .put("type", "content_block_delta")
                .put("index", index)
                .put("delta", delta));
      }
      events.add(new JsonObject().put("type", "content_block_stop").put("index", index));
    }

    private void next() {
      JsonObject event = events.poll();
      if (event == null) {
        response.end();
      } else if (event.getString("type").equals("CUT")) {
        vertx.setTimer(30, id -> response.reset());
      } else {
        response
            .write("event: " + event.getString("type") + "\ndata: " + event.encode() + "\n\n")
            .onSuccess(sent -> next());
      }
    }
  }
}
