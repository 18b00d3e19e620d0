package dev.signalbox.ingress.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.LocalServers;
import dev.signalbox.testing.Logged;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFetcherTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final PictureLimits LIMITS = new PictureLimits(20_000, 1_000_000, 2_000);

  /** Everything is forbidden but the loopback address, so that names decide. */
  private static final AddressPolicy LOOPBACK_ONLY =
      address -> address.equals(InetAddress.getLoopbackAddress());

  private static Vertx vertx;
  private static HttpServer server;
  private static int port;
  private static final Map<String, Consumer<HttpServerResponse>> PATHS = new ConcurrentHashMap<>();
  private static final ConcurrentLinkedQueue<String> ASKED = new ConcurrentLinkedQueue<>();

  private Logged logged;
  private final Map<String, List<String>> names = new HashMap<>();
  private final List<String> lookups = new ArrayList<>();
  private final List<PictureFetcher> fetchers = new ArrayList<>();

  @BeforeAll
  static void startServer() {
    vertx = Vertx.vertx();
    server =
        LocalServers.serve(
            vertx,
            request -> {
              ASKED.add(request.authority() + request.path());
              PATHS
                  .getOrDefault(request.path(), answer -> answer.setStatusCode(404).end())
                  .accept(request.response());
            });
    port = server.actualPort();
  }

  @AfterAll
  static void stopServer() {
    LocalServers.await(vertx.close());
  }

  @AfterEach
  void shouldHaveLoggedNothingThatTheAnswersSay() {
    assertThat(logged.warnings("io.vertx.core.http", "io.vertx.core.net")).isEmpty();
    logged.close();
  }

  @BeforeEach
  void forget() {
    logged = Logged.fromNowOn();
    PATHS.clear();
    ASKED.clear();
    names.put("pictures.test", List.of("127.0.0.1"));
    names.put("inside.test", List.of("10.0.0.1"));
    path(
        "/a.png",
        answer -> answer.putHeader("content-type", "image/png").end(Buffer.buffer(Samples.png())));
  }

  @AfterEach
  void close() {
    fetchers.forEach(PictureFetcher::close);
  }

  @Test
  void shouldFetchAPictureFromTheCheckedAddressUnderItsName() {
    PictureReading reading = fetch(url("pictures.test", "/a.png?size=1"));

    assertThat(reading)
        .isInstanceOfSatisfying(
            PictureReading.Read.class,
            read -> assertThat(read.picture().encoded()).isEqualTo(Samples.png()));
    assertThat(ASKED).containsExactly("pictures.test:" + port + "/a.png");
    assertThat(lookups).containsExactly("pictures.test");
  }

  @Test
  void shouldRefuseANameOfWhichAnyAddressIsForbidden() {
    names.put("mixed.test", List.of("127.0.0.1", "10.0.0.1"));

    assertThat(why(fetch(url("mixed.test", "/a.png")))).isEqualTo(PictureRefusal.FORBIDDEN_ADDRESS);
    assertThat(ASKED).isEmpty();
  }

  @Test
  void shouldCheckEachRedirectAnew() {
    path("/to-inside", redirect("http://inside.test:" + port + "/a.png"));
    path("/to-file", redirect("file:///etc/passwd"));
    path("/to-port", redirect("http://pictures.test:22/"));
    path("/to-secret", redirect("http://user:secret@pictures.test:" + port + "/"));
    path("/to-picture", redirect("a.png"));

    assertThat(why(fetch(url("pictures.test", "/to-inside"))))
        .isEqualTo(PictureRefusal.FORBIDDEN_ADDRESS);
    assertThat(why(fetch(url("pictures.test", "/to-file")))).isEqualTo(PictureRefusal.BAD_ADDRESS);
    assertThat(why(fetch(url("pictures.test", "/to-port")))).isEqualTo(PictureRefusal.BAD_ADDRESS);
    assertThat(why(fetch(url("pictures.test", "/to-secret"))))
        .isEqualTo(PictureRefusal.BAD_ADDRESS);
    assertThat(fetch(url("pictures.test", "/to-picture"))).isInstanceOf(PictureReading.Read.class);
  }

  @Test
  void shouldNotTrustANameThatChangesItsMindBetweenVisits() {
    path("/again", redirect("/a.png"));
    List<List<String>> answers =
        new ArrayList<>(List.of(List.of("127.0.0.1"), List.of("10.0.0.1")));
    PictureFetcher fetcher =
        fetcher(policy(PATIENCE, 8), host -> Future.succeededFuture(addresses(answers.remove(0))));

    assertThat(why(fetch(fetcher, url("rebinding.test", "/again"))))
        .isEqualTo(PictureRefusal.FORBIDDEN_ADDRESS);
    assertThat(ASKED).hasSize(1);
  }

  @Test
  void shouldStopAfterTooManyRedirects() {
    path("/loop", redirect("/loop"));

    assertThat(why(fetch(url("pictures.test", "/loop"))))
        .isEqualTo(PictureRefusal.TOO_MANY_REDIRECTS);
    assertThat(ASKED).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/"
      })
  void shouldReachNothingInsideByDefault(String url) {
    PictureFetcher fetcher = new PictureFetcher(vertx, FetchPolicy.DEFAULT);
    fetchers.add(fetcher);

    assertThat(why(fetch(fetcher, url))).isEqualTo(PictureRefusal.FORBIDDEN_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://pictures.test/a.png",
        "http://user@pictures.test/a.png",
        "http://pictures.test:1/a.png",
        "http:///a.png",
        "http://pict ures.test/",
        "http://127.1/",
        "//pictures.test/a.png",
        "a.png",
        ""
      })
  void shouldRefuseAnAddressBeforeAnyLookup(String url) {
    assertThat(why(fetch(url))).isEqualTo(PictureRefusal.BAD_ADDRESS);
    assertThat(lookups).isEmpty();
  }

  @Test
  void shouldBoundTheBytesStatedAndTheBytesSent() {
    path(
        "/stated",
        answer ->
            answer
                .putHeader("content-type", "image/png")
                .putHeader("content-length", "30000")
                .write(Buffer.buffer(Samples.png())));
    path("/endless", PictureFetcherTest::sendForever);

    assertThat(why(fetch(url("pictures.test", "/stated"))))
        .isEqualTo(PictureRefusal.TOO_MANY_BYTES);
    assertThat(why(fetch(url("pictures.test", "/endless"))))
        .isEqualTo(PictureRefusal.TOO_MANY_BYTES);
  }

  @Test
  void shouldTakeOnlyPictures() {
    path("/page", answer -> answer.putHeader("content-type", "text/html").end("<html>"));
    path("/liar", answer -> answer.putHeader("content-type", "image/png").end("<html>"));
    path(
        "/store",
        answer ->
            answer
                .putHeader("content-type", "application/octet-stream")
                .end(Buffer.buffer(Samples.GIF)));

    assertThat(why(fetch(url("pictures.test", "/page"))))
        .isEqualTo(PictureRefusal.WRONG_CONTENT_TYPE);
    assertThat(why(fetch(url("pictures.test", "/liar")))).isEqualTo(PictureRefusal.UNREADABLE);
    assertThat(fetch(url("pictures.test", "/store"))).isInstanceOf(PictureReading.Read.class);
  }

  @Test
  void shouldSayThatTheHostIsUnknownOrAnswersBadly() {
    path("/cut", PictureFetcherTest::cut);

    assertThat(why(fetch(url("nowhere.test", "/a.png")))).isEqualTo(PictureRefusal.UNREACHABLE);
    assertThat(fetch(url("pictures.test", "/absent")))
        .isEqualTo(
            new PictureReading.Refused(
                PictureRefusal.UNREACHABLE, "The picture's host answered with status 404"));
    assertThat(why(fetch(url("pictures.test", "/cut")))).isEqualTo(PictureRefusal.UNREACHABLE);
  }

  @Test
  void shouldEndInTimeWhateverIsSlow() {
    path("/silent", answer -> {});
    path(
        "/stalled",
        answer ->
            answer
                .putHeader("content-type", "image/png")
                .setChunked(true)
                .write(Buffer.buffer("x")));
    FetchPolicy hasty = policy(Duration.ofMillis(200), 8);
    PictureFetcher nameless = fetcher(hasty, host -> Future.future(never -> {}));

    assertThat(why(fetch(fetcher(hasty, this::lookUp), url("pictures.test", "/silent"))))
        .isEqualTo(PictureRefusal.TIMED_OUT);
    assertThat(why(fetch(fetcher(hasty, this::lookUp), url("pictures.test", "/stalled"))))
        .isEqualTo(PictureRefusal.TIMED_OUT);
    assertThat(why(fetch(nameless, url("pictures.test", "/a.png"))))
        .isEqualTo(PictureRefusal.TIMED_OUT);
  }

  @Test
  void shouldCloseTheConnectionOnCancellationAndGiveItsPlaceBack() throws Exception {
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    path(
        "/silent",
        answer -> {
          answer.closeHandler(closed::complete);
          arrived.complete(null);
        });
    PictureFetcher fetcher = fetcher(policy(PATIENCE, 1), this::lookUp);

    Cancellable waiting =
        fetcher.fetch(url("pictures.test", "/silent")).subscribe().with(ignored -> {});
    arrived.get(60, TimeUnit.SECONDS);
    assertThat(why(fetch(fetcher, url("pictures.test", "/a.png")))).isEqualTo(PictureRefusal.BUSY);
    waiting.cancel();
    closed.get(60, TimeUnit.SECONDS);

    assertThat(fetch(fetcher, url("pictures.test", "/a.png")))
        .isInstanceOf(PictureReading.Read.class);
  }

  @Test
  void shouldHoldThePlaceOfALookupThatGoesOn() {
    FetchPolicy one = policy(Duration.ofMillis(100), 1);
    PictureFetcher fetcher = fetcher(one, host -> Future.future(never -> {}));

    assertThat(why(fetch(fetcher, url("slow.test", "/a.png")))).isEqualTo(PictureRefusal.TIMED_OUT);
    assertThat(why(fetch(fetcher, url("slow.test", "/a.png")))).isEqualTo(PictureRefusal.BUSY);
  }

  private PictureReading fetch(String url) {
    return fetch(fetcher(policy(PATIENCE, 8), this::lookUp), url);
  }

  private static PictureReading fetch(PictureFetcher fetcher, String url) {
    return fetcher.fetch(url).await().atMost(PATIENCE);
  }

  private static FetchPolicy policy(Duration timeout, int places) {
    return new FetchPolicy(LOOPBACK_ONLY, Set.of(port), 3, timeout, places, LIMITS);
  }

  private PictureFetcher fetcher(FetchPolicy policy, Resolver resolver) {
    WorkerExecutor threads = vertx.createSharedWorkerExecutor("picture-test", 1);
    PictureFetcher fetcher = new PictureFetcher(vertx, policy, threads, resolver);
    fetchers.add(fetcher);
    return fetcher;
  }

  private Future<List<InetAddress>> lookUp(String host) {
    lookups.add(host);
    return names.containsKey(host)
        ? Future.succeededFuture(addresses(names.get(host)))
        : Future.failedFuture(new UnknownHostException(host));
  }

  private static List<InetAddress> addresses(List<String> literals) {
    return literals.stream()
        .map(
            literal -> {
              try {
                return InetAddress.getByName(literal);
              } catch (UnknownHostException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  private static void path(String path, Consumer<HttpServerResponse> answer) {
    PATHS.put(path, answer);
  }

  private static String url(String host, String path) {
    return "http://" + host + ":" + port + path;
  }

  private static Consumer<HttpServerResponse> redirect(String location) {
    return answer -> answer.setStatusCode(302).putHeader("location", location).end();
  }

  private static void sendForever(HttpServerResponse answer) {
    answer.putHeader("content-type", "image/png").setChunked(true);
    Buffer chunk = Buffer.buffer(new byte[4_096]);
    vertx.setPeriodic(
        1,
        id -> {
          if (answer.closed()) {
            vertx.cancelTimer(id);
          } else {
            answer.write(chunk);
          }
        });
  }

  private static void cut(HttpServerResponse answer) {
    answer
        .putHeader("content-type", "image/png")
        .setChunked(true)
        .write(Buffer.buffer(Samples.png()))
        .onComplete(ignored -> answer.reset());
  }

  private static PictureRefusal why(PictureReading reading) {
    return switch (reading) {
      case PictureReading.Read read -> throw new AssertionError("read " + read);
      case PictureReading.Refused(PictureRefusal why, String message) -> why;
    };
  }
}
