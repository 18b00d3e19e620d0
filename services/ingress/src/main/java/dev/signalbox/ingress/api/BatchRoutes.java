package dev.signalbox.ingress.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.batch.BatchDesk;
import dev.signalbox.ingress.batch.FileShelf;
import dev.signalbox.ingress.batch.StoredFile;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.peer.Peers;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /v1/batches}. */
public final class BatchRoutes {
  static final String PATH = "/v1/batches";
  static final Set<String> ENDPOINTS =
      Set.of("/v1/chat/completions", "/v1/embeddings", "/v1/responses", "/v1/messages");
  private static final String CANCEL = "/cancel";
  private static final int MOST_BYTES = 65_536;
  private static final int MOST_LISTED = 100;
  private static final Pattern WINDOW = Pattern.compile("([0-9]{1,4})(s|m|h|d)");

  private final Vertx vertx;
  private final BatchDesk desk;
  private final FileShelf files;
  private final Peers peers;

  public BatchRoutes(Vertx vertx, BatchDesk desk, FileShelf files, Peers peers) {
    this.vertx = vertx;
    this.desk = desk;
    this.files = files;
    this.peers = peers;
  }

  /** Answers; the future fails with a {@link ProblemException} where there is one. */
  Future<Void> handle(HttpServerRequest request, ApiKey key) {
    if (peers.isMisdirected(request)) {
      return Future.failedFuture(peers.misdirected(request));
    }
    String rest = request.path().substring(PATH.length());
    String method = request.method().name();
    if (rest.isEmpty() || rest.equals("/")) {
      return switch (method) {
        case "POST" -> create(request, key);
        case "GET" -> list(request, key);
        default -> Future.failedFuture(SmallRoutes.notAllowed(request, "GET, POST"));
      };
    }
    boolean cancel = rest.endsWith(CANCEL);
    String id = rest.substring(1, cancel ? rest.length() - CANCEL.length() : rest.length());
    if (peers.isElsewhere(request, id)) {
      return peers.pass(request, id, Buffer.buffer());
    }
    if (cancel) {
      return method.equals("POST")
          ? one(request, desk.cancel(id, key.tenant()))
          : Future.failedFuture(SmallRoutes.notAllowed(request, "POST"));
    }
    return method.equals("GET")
        ? one(request, desk.find(id, key.tenant()))
        : Future.failedFuture(SmallRoutes.notAllowed(request, "GET"));
  }

  private Future<Void> one(
      HttpServerRequest request, java.util.concurrent.CompletionStage<Optional<String>> asked) {
    return here(asked)
        .compose(
            found ->
                SmallRoutes.json(
                    request,
                    Buffer.buffer(
                        found.orElseThrow(
                            () ->
                                new ProblemException(
                                    IngressProblem.NOT_FOUND, "No such batch.", "id", null)))));
  }

  /** Goes on where the request is at home. */
  private <T> Future<T> here(java.util.concurrent.CompletionStage<T> elsewhere) {
    return Future.fromCompletionStage(elsewhere, vertx.getOrCreateContext());
  }

  private Future<Void> list(HttpServerRequest request, ApiKey key) {
    String after = Optional.ofNullable(request.getParam("after")).orElse("");
    String limit = Optional.ofNullable(request.getParam("limit")).orElse("20");
    int most =
        limit.matches("[0-9]{1,3}") ? Math.clamp(Integer.parseInt(limit), 1, MOST_LISTED) : 20;
    return here(desk.all(key.tenant(), after, most + 1))
        .compose(
            all -> {
              boolean more = all.size() > most;
              List<String> shown = more ? all.subList(0, most) : all;
              return Everybodys.list(peers, request, shown, more, most);
            });
  }

  private Future<Void> create(HttpServerRequest request, ApiKey key) {
    return SmallRoutes.body(request, MOST_BYTES, "A batch is described in 64 KiB at most.")
        .compose(
            asked ->
                peers.isElsewhere(request, asked.path("input_file_id").asText())
                    ? peers.pass(
                        request,
                        asked.path("input_file_id").asText(),
                        Buffer.buffer(asked.toString()))
                    : create(request, key, asked));
  }

  /** A batch is worked off where its file is. */
  private Future<Void> create(HttpServerRequest request, ApiKey key, JsonNode asked) {
    return Future.<Void>succeededFuture()
        .compose(
            begin -> {
              String endpoint = asked.path("endpoint").asText();
              if (!ENDPOINTS.contains(endpoint)) {
                throw IngressProblem.invalid(
                    "endpoint", "must be one of " + String.join(", ", ENDPOINTS));
              }
              String windowText = asked.path("completion_window").asText("24h");
              Duration window = window(windowText);
              Map<String, String> metadata = metadata(asked.path("metadata"));
              String id = asked.path("input_file_id").asText();
              return vertx
                  .executeBlocking(() -> files.find(id, key.tenant()), false)
                  .compose(
                      found -> {
                        StoredFile input =
                            found.orElseThrow(
                                () -> IngressProblem.invalid("input_file_id", "is no file here"));
                        return here(
                            desk.create(key, endpoint, input, window, windowText, metadata));
                      });
            })
        .compose(batch -> SmallRoutes.json(request, Buffer.buffer(batch)));
  }

  private static Duration window(String text) {
    Matcher matcher = WINDOW.matcher(text);
    if (!matcher.matches()) {
      throw IngressProblem.invalid("completion_window", "must be a time such as 24h");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration window =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (window.isZero() || window.compareTo(Duration.ofDays(7)) > 0) {
      throw IngressProblem.invalid("completion_window", "must be more than nothing and at most 7d");
    }
    return window;
  }

  private static Map<String, String> metadata(JsonNode given) {
    Map<String, String> metadata = new HashMap<>();
    given.properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
    if (metadata.size() > 16) {
      throw IngressProblem.invalid("metadata", "has more than 16 entries");
    }
    return metadata;
  }
}
