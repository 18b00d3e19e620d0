package dev.signalbox.ingress.warmup;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Sends requests, plain and streamed in turn, to a copy of the API until its time is up. */
public final class Rehearsal {
  private static final int ABREAST = 4;

  private final Vertx vertx;
  private final String key;
  private final String model;

  /**
   * Prepares a rehearsal.
   *
   * @param key an API key that the copy knows
   * @param model a route that the copy has
   */
  public Rehearsal(Vertx vertx, String key, String model) {
    this.vertx = vertx;
    this.key = key;
    this.model = model;
  }

  /** Where the made-up upstream and classifier listen. */
  public static Future<HttpServer> stage(Vertx vertx) {
    return new Stage(vertx).listen();
  }

  /**
   * Completes with the number of requests answered; the copy's server and client are gone by then.
   *
   * @param until as {@link System#nanoTime}
   */
  public Future<Integer> run(Handler<HttpServerRequest> api, long until) {
    HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(ABREAST));
    return vertx
        .createHttpServer()
        .requestHandler(api)
        .listen(0, "127.0.0.1")
        .compose(
            server -> {
              List<Future<Integer>> lines =
                  java.util.stream.IntStream.range(0, ABREAST)
                      .mapToObj(line -> new Line(client, server.actualPort(), until).run())
                      .toList();
              return Future.all(lines)
                  .map(done -> lines.stream().mapToInt(Future::result).sum())
                  .eventually(() -> client.close().compose(closed -> server.close()));
            });
  }

  /** One request after the other. */
  private final class Line {
    private final HttpClient client;
    private final int port;
    private final long until;
    private final Promise<Integer> done = Promise.promise();
    private int answered;

    Line(HttpClient client, int port, long until) {
      this.client = client;
      this.port = port;
      this.until = until;
    }

    Future<Integer> run() {
      next();
      return done.future();
    }

    private void next() {
      if (System.nanoTime() >= until) {
        done.complete(answered);
        return;
      }
      client
          .request(HttpMethod.POST, port, "127.0.0.1", "/v1/chat/completions")
          .compose(
              request ->
                  request
                      .putHeader("authorization", "Bearer " + key)
                      .putHeader("content-type", "application/json")
                      .send(body(answered % 2 == 0, answered / 4)))
          .compose(response -> response.body())
          .onSuccess(
              body -> {
                answered++;
                next();
              })
          .onFailure(done::tryFail);
    }

    /** A question that was asked before, or a new one: both ways are gone. */
    private Buffer body(boolean stream, int question) {
      return Buffer.buffer(
          "{\"model\":\""
              + model
              + "\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"How are you? "
              + question
              + "\"}],\"stream\":"
              + stream
              + "}");
    }
  }
}
