package dev.signalbox.ingress.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.LocalServers;
import dev.signalbox.ingress.batch.BatchDesk;
import dev.signalbox.ingress.batch.BatchLimits;
import dev.signalbox.ingress.batch.FileShelf;
import dev.signalbox.ingress.batch.JobAnswer;
import dev.signalbox.ingress.batch.JobAsker;
import dev.signalbox.ingress.batch.WorkerJobs;
import dev.signalbox.ingress.flow.Ids;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.peer.Owner;
import dev.signalbox.ingress.peer.Peers;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas with their routes, folders and sockets, behind a client that asks now this one and now
 * that. (The ledger's proof asks three processes so.)
 */
class PeersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Vertx vertx = Vertx.vertx();
  private final List<Replica> replicas = new ArrayList<>();

  /** One replica; which tenant asks is said by its key. */
  private final class Replica {
    private final HttpServer server;
    private final Path folder;
    private @Nullable Joined joined;

    /** What it can do once it knows the others' addresses. */
    private record Joined(BatchDesk desk, Peers peers, FileRoutes files, BatchRoutes batches) {}

    Replica(String name) throws Exception {
      this.folder = PeersTest.this.folder.resolve(name);
      this.server = LocalServers.serve(vertx, this::handle);
    }

    void join(List<String> names) {
      InstantSource clock = InstantSource.system();
      Ids ids = new Ids(clock);
      FileShelf shelf = new FileShelf(folder);
      Peers peers = new Peers(vertx, Owner.of(folder), names, PeerTls.off());
      String tag = peers.self().tag();
      BatchDesk desk =
          new BatchDesk(
              folder,
              shelf,
              new Echo(),
              new NoWorkers(),
              new BatchLimits(1 << 20, 100, 1 << 16, 4, 1, Duration.ofMillis(10)),
              () -> ids.next("") + tag,
              clock);
      desk.start();
      joined =
          new Joined(
              desk,
              peers,
              new FileRoutes(vertx, shelf, peers, () -> ids.next("") + tag, clock, 1 << 20),
              new BatchRoutes(vertx, desk, shelf, peers));
    }

    private Joined joined() {
      return Objects.requireNonNull(joined, "the replica has not joined");
    }

    Peers peers() {
      return joined().peers();
    }

    private void handle(HttpServerRequest request) {
      ApiKey key = new ApiKey("key", request.getHeader("authorization"), null);
      Future<Void> handled =
          request.path().startsWith(FileRoutes.PATH)
              ? joined().files().handle(request, key)
              : joined().batches().handle(request, key);
      handled.onFailure(cause -> Errors.send(request.response(), (ProblemException) cause));
    }

    String address() {
      return "127.0.0.1:" + server.actualPort();
    }

    void close() throws Exception {
      LocalServers.await(server.close());
      joined().peers().close();
      joined().desk().close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      replicas.add(new Replica(name));
    }
    List<String> names = replicas.stream().map(Replica::address).toList();
    replicas.forEach(replica -> replica.join(names));
  }

  @AfterEach
  void stop() throws Exception {
    for (Replica replica : List.copyOf(replicas)) {
      replica.close();
    }
    LocalServers.await(vertx.close());
  }

  @Test
  void shouldServeABatchByWhicheverReplicaIsAsked() throws Exception {
    String file = upload(0, "one", "two", "three");
    HttpResponse<String> made =
        post(
            1,
            "/v1/batches",
            "{\"input_file_id\":\"" + file + "\",\"endpoint\":\"/v1/chat/completions\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    String batch = JSON.readTree(made.body()).path("id").asText();

    JsonNode done = awaitEnd(2, batch);
    assertThat(done.path("status").asText()).isEqualTo("completed");
    for (int replica = 0; replica < 3; replica++) {
      HttpResponse<String> output =
          get(replica, "/v1/files/" + done.path("output_file_id").asText() + "/content");
      assertThat(output.statusCode()).isEqualTo(200);
      assertThat(output.body().lines()).hasSize(3);
      assertThat(get(replica, "/v1/files/" + file).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void shouldCancelAndDeleteFromElsewhere() throws Exception {
    String file = upload(2, "never");
    String batch =
        JSON.readTree(
                post(
                        2,
                        "/v1/batches",
                        "{\"input_file_id\":\""
                            + file
                            + "\",\"endpoint\":\"/v1/chat/completions\"}")
                    .body())
            .path("id")
            .asText();

    assertThat(post(0, "/v1/batches/" + batch + "/cancel", "").statusCode()).isEqualTo(200);
    // A job that is under way never ends here; there may be none yet.
    assertThat(JSON.readTree(get(1, "/v1/batches/" + batch).body()).path("status").asText())
        .isIn("cancelling", "cancelled");
    assertThat(send(1, "DELETE", "/v1/files/" + file, "").statusCode()).isEqualTo(200);
    assertThat(get(0, "/v1/files/" + file).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldListWhatAllReplicasKeepOnceAndTheNewestFirst() throws Exception {
    List<String> made = List.of(upload(0, "1"), upload(1, "2"), upload(2, "3"), upload(0, "4"));

    for (int replica = 0; replica < 3; replica++) {
      List<String> listed = new ArrayList<>();
      JSON.readTree(get(replica, "/v1/files").body())
          .path("data")
          .forEach(entry -> listed.add(entry.path("id").asText()));
      assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
      assertThat(listed).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }
  }

  @Test
  void shouldShowNobodyAnothersThings() throws Exception {
    String file = upload(0, "mine");

    HttpRequest theirs =
        HttpRequest.newBuilder(uri(1, "/v1/files/" + file))
            .header("authorization", "other")
            .build();
    assertThat(http.send(theirs, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldSayWhenTheOwnerIsAwayAndServeItAgainWhenItIsBack() throws Exception {
    String file = upload(1, "kept");
    assertThat(get(0, "/v1/files/" + file).statusCode()).isEqualTo(200);
    Replica gone = replicas.remove(1);
    gone.close();

    HttpResponse<String> away = get(0, "/v1/files/" + file);
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("retry-after")).contains("5");
    assertThat(JSON.readTree(away.body()).at("/error/code").asText())
        .isEqualTo("batch_replica_unavailable");
    HttpResponse<String> list = get(0, "/v1/files");
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.headers().firstValue("x-signalbox-replicas-missing")).contains("1");

    // It comes back elsewhere, on the same folder.
    Replica back = new Replica("b");
    replicas.add(1, back);
    List<String> names = replicas.stream().map(Replica::address).toList();
    back.join(names);
    replicas.get(0).peers().close();
    replicas.get(0).joined().desk().close();
    replicas.get(0).join(names);
    assertThat(get(0, "/v1/files/" + file).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file-nobody", "batch_0", "file-../x", "%2e%2e"})
  void shouldNotLookElsewhereForWhatNamesNobody(String id) throws Exception {
    assertThat(get(0, "/v1/files/" + id).statusCode()).isEqualTo(404);
    assertThat(get(0, "/v1/batches/" + id).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldNotPassOnWhatWasPassedOn() throws Exception {
    String file = upload(0, "once");
    HttpRequest misdirected =
        HttpRequest.newBuilder(uri(1, "/v1/files/" + file))
            .header("authorization", "mine")
            .header(Peers.FOR, replicas.get(2).peers().self().tag())
            .build();

    HttpResponse<String> answer = http.send(misdirected, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(421);
    assertThat(answer.headers().firstValue(Peers.FOR))
        .contains(replicas.get(1).peers().self().tag());
  }

  private JsonNode awaitEnd(int replica, String batch) {
    return await()
        .atMost(LONG)
        .until(
            () -> JSON.readTree(get(replica, "/v1/batches/" + batch).body()),
            state -> state.path("status").asText().equals("completed"));
  }

  private String upload(int replica, String... prompts) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (String prompt : prompts) {
      lines.append(
          "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}\n"
              .formatted(prompt, prompt));
    }
    String form =
        "--x\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"f.jsonl\"\r\ncontent-type: application/jsonl\r\n\r\n"
            + lines
            + "\r\n--x--\r\n";
    HttpRequest request =
        HttpRequest.newBuilder(uri(replica, "/v1/files"))
            .header("authorization", "mine")
            .header("content-type", "multipart/form-data; boundary=x")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("id").asText();
  }

  private HttpResponse<String> get(int replica, String path) throws Exception {
    return send(replica, "GET", path, "");
  }

  private HttpResponse<String> post(int replica, String path, String body) throws Exception {
    return send(replica, "POST", path, body);
  }

  private HttpResponse<String> send(int replica, String method, String path, String body)
      throws Exception {
    HttpRequest.BodyPublisher sent =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return http.send(
        HttpRequest.newBuilder(uri(replica, path))
            .timeout(LONG)
            .header("authorization", "mine")
            .method(method, sent)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(int replica, String path) {
    return URI.create("http://" + replicas.get(replica).address() + path);
  }

  /** Answers at once, but for a prompt that says never. */
  private static final class Echo implements JobAsker {
    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public CompletionStage<JobAnswer> ask(
        ApiKey key, String endpoint, byte[] body, JobAsker.Keeper keeper) {
      String text = new String(body, StandardCharsets.UTF_8);
      if (text.contains("never")) {
        return new CompletableFuture<>();
      }
      JobAnswer answer =
          new JobAnswer(200, "req", "{\"ok\":true}".getBytes(StandardCharsets.UTF_8), false);
      return keeper.keep(answer).thenApply(kept -> answer);
    }
  }

  private static final class NoWorkers implements WorkerJobs {
    @Override
    public Optional<String> pulled(String endpoint, String model) {
      return Optional.empty();
    }

    @Override
    public boolean publish(Job job) {
      return false;
    }

    @Override
    public void settle(ApiKey key, String jobId, byte[] request, byte[] answer) {}
  }
}
