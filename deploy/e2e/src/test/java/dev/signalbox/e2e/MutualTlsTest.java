package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.testing.Authority;
import dev.signalbox.testing.FreePorts;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The four services as processes with the profile {@code mutual-tls}: who is served, who is
 * refused, and what a renewed certificate, and then a new authority, changes without a restart.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class MutualTlsTest {
  private static final Path ROOT = Path.of(System.getProperty("signalbox.root"));
  private static final List<String> SERVICES =
      List.of("ingress", "classifier", "worker", "verdict");
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir private static Path folder;
  private static final Map<String, Integer> PORTS = new HashMap<>();
  private static Path secret;
  private static Authority ours;
  private static RunningSystem system;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    secret = folder.resolve("secret");
    ours = Authority.make(folder.resolve("ours"), "signalbox peers");
    ours.renew(secret, "first");
    // All at once, and none that the launcher might find free: it binds its own before these are.
    List<Integer> ports = FreePorts.some(SERVICES.size() + 1);
    for (int i = 0; i < SERVICES.size(); i++) {
      PORTS.put(SERVICES.get(i), ports.get(i));
    }
    PORTS.put("replica", ports.getLast());
    Path pool = folder.resolve("pool.yaml");
    Files.writeString(
        pool,
        Files.readString(ROOT.resolve("deploy/local/pool.yaml"))
            .replace("address: 127.0.0.1:8082", "address: 127.0.0.1:" + PORTS.get("worker")));
    List<String> options =
        new ArrayList<>(
            List.of("--pool", pool.toString(), "--restart", "classifier", "--restart-delay", "1"));
    for (String service : SERVICES) {
      String jvm = "-Dquarkus.http.ssl-port=" + PORTS.get(service);
      if (service.equals("ingress")) {
        jvm += " -D%mutual-tls.signalbox.ingress.classifier.port=" + PORTS.get("classifier");
        jvm += " -D%mutual-tls.signalbox.ingress.control.address=127.0.0.1:" + PORTS.get("verdict");
        jvm += " -Dsignalbox.ingress.batches.peers=127.0.0.1:" + PORTS.get("ingress");
        jvm += ",127.0.0.1:" + PORTS.get("replica");
      } else if (service.equals("verdict")) {
        jvm +=
            " -D%mutual-tls.signalbox.verdict.judge.endpoint=https://127.0.0.1:"
                + PORTS.get("ingress");
      }
      options.addAll(List.of("--jvm", service + "=" + jvm));
    }
    system =
        RunningSystem.start(
            folder.resolve("data"), mutualTls(secret), options.toArray(String[]::new));
    client = new Client(system);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (system != null) {
      system.close();
    }
  }

  private static Map<String, String> mutualTls(Path secret) {
    return Map.of(
        "QUARKUS_PROFILE", "prod,mutual-tls",
        "SIGNALBOX_TLS_FOLDER", secret.toString(),
        // Each time all four read three files; on a slow machine once a second is all they do.
        "SIGNALBOX_TLS_RELOAD_PERIOD", "5S");
  }

  /** What a new connection to a service's port for peers is answered. */
  private static HttpResponse<String> call(SSLContext with, String service) throws Exception {
    URI address = URI.create("https://127.0.0.1:" + PORTS.get(service) + "/q/health/ready");
    try (HttpClient http = HttpClient.newBuilder().sslContext(with).build()) {
      return http.send(
          HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(1)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String shown(HttpResponse<?> answer) throws Exception {
    return ((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  private static void classified() throws Exception {
    Waiting.until(
        SOON,
        () ->
            assertThat(client.route("What is " + System.nanoTime() + " plus two?").asString())
                .contains("\"status\":\"answered\""));
  }

  @Test
  @Order(1)
  void shouldServeEachOtherOverMutualTls() throws Exception {
    classified();
    Waiting.until(
        SOON,
        () ->
            assertThat(
                    client
                        .look(
                            Picture.redCircleTopLeft(), "Where is the red circle in this picture?")
                        .model())
                .isEqualTo("signalbox-see"));
    Waiting.until(
        SOON,
        () ->
            assertThat(RestAssured.get(system.address("ingress") + "/q/metrics").asString())
                .contains("signalbox_ingress_verdict_followed 1.0"));
    Waiting.until(
        SOON,
        () ->
            assertThat(RestAssured.get(system.address("verdict") + "/models").asString())
                .as("verdict asks the ingress for its models")
                .contains("signalbox-see"));
  }

  @Test
  @Order(2)
  void shouldServeACallerWithACertificateOfTheSameAuthority() throws Exception {
    SSLContext right = ours.client(ours.issue("a peer"));

    for (String service : SERVICES) {
      assertThat(call(right, service).statusCode()).as(service).isEqualTo(200);
    }
  }

  @Test
  @Order(3)
  void shouldRefuseACallerWithoutACertificateOrWithAStrangersOrAnExpiredOne() throws Exception {
    Authority strangers = Authority.make(folder.resolve("strangers"), "signalbox peers");
    SSLContext without = ours.client();
    SSLContext stranger = ours.client(strangers.issue("a peer"));

    SSLContext late = ours.client(ours.issueExpired("a peer"));

    for (String service : SERVICES) {
      for (SSLContext wrong : List.of(without, stranger, late)) {
        assertThatThrownBy(() -> call(wrong, service)).as(service).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  @Order(4)
  void shouldAnswerPeersQuestionsOnNoPlainPort() {
    for (String path :
        List.of(
            "classifier /signalbox.classifier.v1.Classifier/Classify",
            "worker /signalbox.inference.v1.Inference/Describe",
            "worker /v1/models",
            "verdict /signalbox.control.v1.Control/Watch")) {
      String[] asked = path.split(" ", 2);
      var answer =
          RestAssured.given()
              .header("content-type", "application/grpc")
              .post(system.address(asked[0]) + asked[1]);
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(answer.asString()).contains("peers_only");
    }
    for (String service : SERVICES) {
      assertThat(RestAssured.get(system.address(service) + "/q/health/live").statusCode())
          .as("probes of " + service)
          .isEqualTo(200);
    }
    assertThat(RestAssured.get(system.address("verdict") + "/decisions").statusCode())
        .isEqualTo(200);
  }

  @Test
  @Order(5)
  void shouldPassOnToAnotherReplicaUnlessItsCertificateExpired() throws Exception {
    Path own = folder.resolve("replica-secret");
    ours.renew(own, "replica");
    try (Replica replica =
        Replica.of(
            system,
            Files.createDirectories(folder.resolve("replica")),
            mutualTls(own),
            Map.of("quarkus.http.ssl-port", String.valueOf(PORTS.get("replica"))))) {
      String first = system.address("ingress");
      String theirs = upload(replica.address());
      String here = upload(first);

      // No connection stands between them yet: each is asked for the first time.
      ours.expire(own, "late");
      Waiting.until(
          SOON,
          () ->
              assertThat(replica.log())
                  .contains("this service's own certificate (CN=late, expired on")
                  .contains("renew tls.crt and tls.key"));
      for (Response away : List.of(file(first, theirs), file(replica.address(), here))) {
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.asString()).contains("batch_replica_unavailable");
      }
      assertThat(Files.readString(folder.resolve("data/logs/ingress.log")))
          .contains("the other service's certificate (CN=late, expired on");
      assertThat(replica.log()).contains("can't be asked for what it keeps");

      ours.renew(own, "in time");
      Waiting.until(
          SOON,
          () -> {
            assertThat(file(first, theirs).statusCode()).isEqualTo(200);
            assertThat(file(replica.address(), here).statusCode()).isEqualTo(200);
          });
    }
  }

  private static RequestSpecification tenant() throws IOException {
    return RestAssured.given().header("authorization", "Bearer " + system.apiKey());
  }

  private static String upload(String address) throws IOException {
    Response made =
        tenant()
            .multiPart("purpose", "batch")
            .multiPart("file", "f.jsonl", "{}\n".getBytes(StandardCharsets.UTF_8))
            .post(address + "/v1/files");
    assertThat(made.statusCode()).as(made.asString()).isEqualTo(200);
    return made.path("id");
  }

  private static Response file(String address, String id) throws IOException {
    return tenant().get(address + "/v1/files/" + id);
  }

  @Test
  @Order(6)
  void shouldShowARenewedCertificateWithoutARestart() throws Exception {
    SSLContext right = ours.client(ours.issue("a peer"));
    Map<String, Long> before = pids();

    ours.renew(secret, "second");

    for (String service : SERVICES) {
      Waiting.until(
          SOON, () -> assertThat(shown(call(right, service))).as(service).isEqualTo("CN=second"));
    }
    assertThat(pids()).isEqualTo(before);
    classified();
  }

  @Test
  @Order(7)
  void shouldFollowANewAuthorityOnBothSidesWithoutARestart() throws Exception {
    // given
    Authority next = Authority.make(folder.resolve("next"), "signalbox peers again");
    SSLContext old = ours.client(ours.issue("a peer"));
    SSLContext right = next.client(next.issue("a peer"));
    long ingress = system.process("ingress").pid();

    // when
    next.renew(secret, "third");

    // then
    for (String service : SERVICES) {
      Waiting.until(
          SOON, () -> assertThat(shown(call(right, service))).as(service).isEqualTo("CN=third"));
      assertThatThrownBy(() -> call(old, service)).as(service).isInstanceOf(IOException.class);
    }
    // A new classifier knows nothing but the new authority: the ingress must show, and trust, the
    // new.
    long classifier = system.process("classifier").pid();
    system.process("classifier").destroyForcibly();
    Waiting.until(
        SOON, () -> assertThat(system.process("classifier").pid()).isNotEqualTo(classifier));
    classified();
    assertThat(system.process("ingress").pid()).isEqualTo(ingress);
  }

  private static Map<String, Long> pids() {
    Map<String, Long> pids = new HashMap<>();
    SERVICES.forEach(service -> pids.put(service, system.process(service).pid()));
    return pids;
  }
}
