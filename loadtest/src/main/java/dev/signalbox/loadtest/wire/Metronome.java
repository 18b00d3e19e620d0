package dev.signalbox.loadtest.wire;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * An OpenAI-compatible provider whose streams say in each chunk when it left, by the machine's
 * monotonic clock: a chunk at once, then one every five milliseconds.
 */
final class Metronome {
  static final String MODEL = "metronome";
  private static final long BEAT_MILLIS = 5;

  private static final int LARGEST_LOOKED_AT = 64 * 1024;
  private static final String WHOLE =
      "{\"id\":\"m\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"metronome\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Tick.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}";

  private final Vertx vertx;
  private final int chunks;

  /**
   * @param chunks of a stream
   */
  Metronome(Vertx vertx, int chunks) {
    this.vertx = vertx;
    this.chunks = chunks;
  }

  Future<HttpServer> listen(int port) {
    return vertx
        .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
        .requestHandler(this::answer)
        .listen(port, "127.0.0.1");
  }

  private void answer(HttpServerRequest request) {
    request.bodyHandler(
        body -> {
          HttpServerResponse response = request.response();
          if (body.length() > LARGEST_LOOKED_AT || !body.toString().contains("\"stream\":true")) {
            response.putHeader("content-type", "application/json").end(WHOLE);
            return;
          }
          response.setChunked(true).putHeader("content-type", "text/event-stream");
          response.write(
              chunk("{\"role\":\"assistant\",\"content\":\"" + System.nanoTime() + "\"}"));
          beat(response, chunks - 1);
        });
  }

  private void beat(HttpServerResponse response, int left) {
    vertx.setTimer(
        BEAT_MILLIS,
        id -> {
          if (response.closed()) {
            return;
          }
          if (left == 0) {
            response.end(
                Buffer.buffer(
                    "data: {\"id\":\"m\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\""
                        + MODEL
                        + "\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":"
                        + chunks
                        + ",\"total_tokens\":"
                        + (9 + chunks)
                        + "}}\n\ndata: [DONE]\n\n"));
            return;
          }
          response.write(chunk("{\"content\":\"" + System.nanoTime() + "\"}"));
          beat(response, left - 1);
        });
  }

  private static Buffer chunk(String delta) {
    return Buffer.buffer(
        "data: {\"id\":\"m\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\""
            + MODEL
            + "\",\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"finish_reason\":null}]}\n\n");
  }
}
