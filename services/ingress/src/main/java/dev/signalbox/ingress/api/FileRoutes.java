package dev.signalbox.ingress.api;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.batch.BatchJson;
import dev.signalbox.ingress.batch.FileShelf;
import dev.signalbox.ingress.batch.StoredFile;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.peer.Peers;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v1/files}: what clients leave for batches, and what batches make. */
public final class FileRoutes {
  static final String PATH = "/v1/files";
  private static final String PURPOSE = "batch";

  private final Vertx vertx;
  private final FileShelf files;
  private final Peers peers;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final long mostBytes;

  /**
   * @param ids makes the hexadecimal digits of a new id
   * @param mostBytes of one file
   */
  public FileRoutes(
      Vertx vertx,
      FileShelf files,
      Peers peers,
      Supplier<String> ids,
      InstantSource clock,
      long mostBytes) {
    this.vertx = vertx;
    this.files = files;
    this.peers = peers;
    this.ids = ids;
    this.clock = clock;
    this.mostBytes = mostBytes;
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
        case "POST" -> upload(request, key);
        case "GET" -> list(request, key);
        default -> Future.failedFuture(SmallRoutes.notAllowed(request, "GET, POST"));
      };
    }
    String id = rest.substring(1, rest.indexOf('/', 1) < 0 ? rest.length() : rest.indexOf('/', 1));
    if (peers.isElsewhere(request, id)) {
      return peers.pass(request, id, Buffer.buffer());
    }
    if (rest.equals("/" + id + "/content")) {
      return method.equals("GET")
          ? content(request, key, id)
          : Future.failedFuture(SmallRoutes.notAllowed(request, "GET"));
    }
    if (!rest.equals("/" + id)) {
      return find(key, rest.substring(1)).mapEmpty();
    }
    return switch (method) {
      case "GET" ->
          find(key, id)
              .compose(file -> SmallRoutes.json(request, Buffer.buffer(BatchJson.of(file))));
      case "DELETE" -> delete(request, key, id);
      default -> Future.failedFuture(SmallRoutes.notAllowed(request, "GET, DELETE"));
    };
  }

  /** Parts are written to disk as they come: nothing of a file is held in memory. */
  private Future<Void> upload(HttpServerRequest request, ApiKey key) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && length.length() < 19 && Long.parseLong(length) > mostBytes + 65_536) {
      return Future.failedFuture(tooLarge());
    }
    String id = "file-" + ids.get();
    Upload upload = new Upload(id);
    request.setExpectMultipart(true);
    request.uploadHandler(part -> upload.part(request, part));
    return request
        .end()
        .compose(end -> upload.written())
        .compose(
            name -> {
              if (!PURPOSE.equals(request.getFormAttribute("purpose"))) {
                return Future.failedFuture(IngressProblem.invalid("purpose", "must be batch"));
              }
              return vertx.executeBlocking(
                  () ->
                      files.put(id, key.tenant(), name, PURPOSE, clock.instant().getEpochSecond()));
            })
        .compose(file -> SmallRoutes.json(request, Buffer.buffer(BatchJson.of(file))));
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        IngressProblem.BODY_TOO_LARGE,
        "The file is larger than the " + mostBytes + " bytes that are allowed.");
  }

  /** One upload: its first file counts, and it counts its bytes. */
  private final class Upload {
    private final String id;
    private @Nullable Future<Void> writing;
    private String name = "";

    Upload(String id) {
      this.id = id;
    }

    void part(HttpServerRequest request, HttpServerFileUpload part) {
      if (writing != null) {
        part.handler(piece -> {});
        return;
      }
      name = part.filename();
      writing = part.streamToFileSystem(files.arriving(id).toString());
      long timer =
          vertx.setPeriodic(
              100,
              tick -> {
                if (request.bytesRead() > mostBytes + 65_536) {
                  part.cancelStreamToFileSystem();
                  request.connection().close();
                }
              });
      writing = writing.onComplete(done -> vertx.cancelTimer(timer));
    }

    Future<String> written() {
      return writing == null
          ? Future.failedFuture(IngressProblem.invalid("file", "is missing"))
          : writing.map(done -> name);
    }
  }

  private Future<StoredFile> find(ApiKey key, String id) {
    return vertx
        .executeBlocking(() -> files.find(id, key.tenant()), false)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            IngressProblem.NOT_FOUND, "No such file.", "id", null)));
  }

  private Future<Void> list(HttpServerRequest request, ApiKey key) {
    return vertx
        .executeBlocking(() -> files.all(key.tenant()), false)
        .map(all -> all.stream().map(BatchJson::of).toList())
        .compose(all -> Everybodys.list(peers, request, all, false, Integer.MAX_VALUE));
  }

  private Future<Void> content(HttpServerRequest request, ApiKey key, String id) {
    return find(key, id)
        .compose(
            file ->
                request
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                    .sendFile(files.content(file.id()).toString()));
  }

  private Future<Void> delete(HttpServerRequest request, ApiKey key, String id) {
    return find(key, id)
        .compose(
            file ->
                vertx.executeBlocking(
                    () -> {
                      files.delete(file.id());
                      return file;
                    },
                    false))
        .compose(
            file ->
                SmallRoutes.json(
                    request,
                    Buffer.buffer(
                        "{\"id\":\"" + file.id() + "\",\"object\":\"file\",\"deleted\":true}")));
  }
}
