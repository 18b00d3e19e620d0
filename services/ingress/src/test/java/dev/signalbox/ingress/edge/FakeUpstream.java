package dev.signalbox.ingress.edge;

import dev.signalbox.ingress.LocalServers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible upstream whose model names say how it behaves: the fault wall. It keeps an
 * invoice of its own ({@link FakeAnswers}). Runs on one event loop. {@code GET /fake/state} tells
 * what it saw, because tests run in another class loader.
 */
final class FakeUpstream {
  private final Vertx vertx;
  private final HttpServer server;
  private final HttpServer fresh;
  private final FakeAnswers answers = new FakeAnswers();
  private final JsonArray bodies = new JsonArray();
  private final JsonArray closed = new JsonArray();
  private final JsonObject asked = new JsonObject();
  private @Nullable HttpServerResponse stepped;

  FakeUpstream(Vertx vertx) throws Exception {
    this.vertx = vertx;
    Context loop = vertx.getOrCreateContext();
    this.server = listen(loop);
    this.fresh = listen(loop);
  }

  private HttpServer listen(Context loop) {
    return LocalServers.await(
        Future.<HttpServer>future(
            listening ->
                loop.runOnContext(
                    now ->
                        vertx
                            .createHttpServer()
                            .requestHandler(this::handle)
                            .listen(0, "127.0.0.1")
                            .onComplete(listening))));
  }

  int port() {
    return server.actualPort();
  }

  /**
   * For the model that is stepped, whose connections are never used again: how much is read from
   * one at once goes by what came over it before.
   */
  int steppedPort() {
    return fresh.actualPort();
  }

  private void handle(HttpServerRequest request) {
    if (request.path().equals("/fake/state")) {
      request
          .response()
          .end(
              new JsonObject()
                  .put("invoice", answers.invoice())
                  .put("bodies", bodies)
                  .put("closed", closed)
                  .put("asked", asked)
                  .encode());
      return;
    }
    if (request.path().equals("/fake/step")) {
      request.bodyHandler(text -> step(text, request.response()));
      return;
    }
    request.bodyHandler(
        body -> {
          JsonObject asking = body.toJsonObject();
          bodies.add(
              new JsonObject()
                  .put("body", asking)
                  .put("path", request.uri())
                  .put("api-key", request.getHeader("api-key"))
                  .put("authorization", request.getHeader("authorization"))
                  .put("traceparent", request.getHeader("traceparent")));
          String model = asking.getString("model");
          asked.put(model, asked.getInteger(model, 0) + 1);
          behave(model, asking, request.response());
        });
    request
        .response()
        .closeHandler(gone -> closed.add(new JsonObject().put("at", System.currentTimeMillis())));
  }

  /** Writes {@code text} at once into the stream that is stepped; ends it with an empty one. */
  private void step(Buffer text, HttpServerResponse told) {
    if (stepped == null) {
      told.setStatusCode(409).end();
      return;
    }
    if (text.length() == 0) {
      stepped.end();
      stepped = null;
    } else {
      stepped.write(text);
    }
    told.end();
  }

  private void behave(String model, JsonObject asking, HttpServerResponse response) {
    boolean stream = Boolean.TRUE.equals(asking.getValue("stream"));
    switch (model) {
      case "vectors" ->
          response
              .putHeader("content-type", "application/json")
              .end(answers.vectors(asking).encode());
      case "reset" -> response.reset();
      case "silent" -> {}
      case "stepped" ->
          stepped =
              response
                  .setChunked(true)
                  .putHeader("content-type", "text/event-stream")
                  .putHeader("connection", "close");
      case "error-200" ->
          response
              .putHeader("content-type", stream ? "text/event-stream" : "application/json")
              .end(
                  stream
                      ? "data: {\"error\":{\"message\":\"overloaded\"}}\n\ndata: [DONE]\n\n"
                      : "{\"error\":{\"message\":\"overloaded\"}}");
      case "busy" ->
          response
              .setStatusCode(429)
              .putHeader("retry-after", "7")
              .end("{\"error\":{\"message\":\"slow down\"}}");
      case "broken" -> response.setStatusCode(500).end("<html>oops</html>");
      case "picky" ->
          response
              .setStatusCode(400)
              .end("{\"error\":{\"message\":\"Your prompt is too long.\",\"code\":\"x\"}}");
      case "stranger" -> response.setStatusCode(401).end("{\"error\":{\"message\":\"bad key\"}}");
      case "garbage" -> response.putHeader("content-type", type(stream)).end("data: nope\n\nnope");
      case "whole-to-stream" ->
          response
              .putHeader("content-type", "application/json")
              .end(answers.whole(asking, true).encode());
      default -> answer(model, asking, response, stream);
    }
  }

  private static String type(boolean stream) {
    return stream ? "text/event-stream" : "application/json";
  }

  private void answer(
      String model, JsonObject asking, HttpServerResponse response, boolean stream) {
    if (!stream) {
      if (model.equals("cut")) {
        response
            .putHeader("content-length", "4000")
            .write("{\"id\":")
            .onComplete(sent -> response.reset());
        return;
      }
      response
          .putHeader("content-type", "application/json")
          .end(
              (model.equals("calls")
                      ? answers.called(asking)
                      : answers.whole(asking, !model.equals("no-usage")))
                  .encode());
      return;
    }
    response.setChunked(true).putHeader("content-type", "text/event-stream");
    if (model.equals("error-at-once")) {
      response.end(
          """
          data: {"choices":[{"index":0,"delta":{"content":"Hello "}}]}

          data: {"error":{"message":"dead"}}

          """);
      return;
    }
    new Script(model, asking, response).run();
  }

  /** A stream, written piece by piece. */
  private final class Script {
    private final String model;
    private final JsonObject asking;
    private final HttpServerResponse response;
    private final Deque<String> pieces = new ArrayDeque<>();

    Script(String model, JsonObject asking, HttpServerResponse response) {
      this.model = model;
      this.asking = asking;
      this.response = response;
    }

    void run() {
      boolean wantsUsage =
          asking
              .getJsonObject("stream_options", new JsonObject())
              .getBoolean("include_usage", false);
      pieces.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
      pieces.add(chunk("{\"content\":\"Hello \"}", "null"));
      switch (model) {
        case "calls" -> {
          pieces.add(
              chunk(
                  "{\"tool_calls\":[" + FakeAnswers.toolCall("{\"city\"").encode() + "]}", "null"));
          pieces.add(
              chunk(
                  "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":\\\"Lyon\\\"}\"}}]}",
                  "null"));
          pieces.add(chunk("{}", "\"tool_calls\""));
          if (wantsUsage) {
            pieces.add(usageChunk());
          }
          pieces.add("data: [DONE]\n\n");
        }
        case "cut" -> pieces.add("CUT");
        case "stall" -> pieces.add("STALL");
        case "garbage-inside" -> pieces.add("data: {\"choices\":[}\n\n");
        case "error-inside" -> pieces.add("data: {\"error\":{\"message\":\"dead\"}}\n\n");
        case "endless" -> pieces.add("ENDLESS");
        case "firehose" -> pieces.add("FIREHOSE");
        default -> finish(wantsUsage);
      }
      if (model.equals("slow-first")) {
        vertx.setTimer(450, id -> next());
      } else {
        next();
      }
    }

    private void finish(boolean wantsUsage) {
      pieces.add(": a comment\n\n" + chunk("{\"content\":\"wörld.\"}", "null"));
      pieces.add(chunk("{}", "\"stop\""));
      if (wantsUsage && !model.equals("no-usage")) {
        pieces.add(usageChunk());
      }
      switch (model) {
        case "no-done" -> {}
        case "no-blank-line" -> pieces.add("data: [DONE]");
        default -> pieces.add("data: [DONE]\n\n");
      }
    }

    private String usageChunk() {
      return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"up\",\"choices\":[],\"usage\":"
          + answers.charge(asking).encode()
          + "}\n\n";
    }

    private String chunk(String delta, String finish) {
      String lineEnd = model.equals("crlf") ? "\r\n" : "\n";
      return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":"
          + delta
          + ",\"finish_reason\":"
          + finish
          + "}],\"usage\":null}"
          + lineEnd
          + lineEnd;
    }

    private void next() {
      String piece = pieces.poll();
      if (piece == null) {
        response.end();
        return;
      }
      switch (piece) {
        case "CUT" -> vertx.setTimer(30, id -> response.reset());
        case "STALL" -> {}
        case "ENDLESS" ->
            vertx.setPeriodic(
                10,
                id -> {
                  if (response.closed()) {
                    vertx.cancelTimer(id);
                  } else {
                    response.write(chunk("{\"content\":\"more \"}", "null"));
                  }
                });
        case "FIREHOSE" -> firehose();
        default -> write(piece);
      }
    }

    /** As fast as it is taken, for ever: says how much was taken. */
    private void firehose() {
      String big = chunk("{\"content\":\"" + "x".repeat(8_000) + "\"}", "null");
      while (!response.writeQueueFull() && !response.closed()) {
        response.write(big);
        asked.put("firehose-bytes", asked.getLong("firehose-bytes", 0L) + big.length());
      }
      response.drainHandler(drained -> firehose());
    }

    private void write(String piece) {
      if (model.equals("drip")) {
        byte[] bytes = piece.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int half = bytes.length / 2;
        response.write(Buffer.buffer().appendBytes(bytes, 0, half));
        vertx.setTimer(
            2,
            id -> {
              response.write(Buffer.buffer().appendBytes(bytes, half, bytes.length - half));
              vertx.setTimer(2, then -> next());
            });
        return;
      }
      response.write(piece).onSuccess(sent -> next());
    }
  }
}
