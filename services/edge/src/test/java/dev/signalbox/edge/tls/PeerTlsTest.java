package dev.signalbox.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.testing.Authority;
import dev.signalbox.testing.Logged;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One service calls another; each handshake is a new one. */
class PeerTlsTest {
  @TempDir private static Path folder;
  private static Authority authority;
  private static KeyStore ingress;
  private static KeyStore worker;
  private static KeyStore expiredIngress;
  private static KeyStore expiredWorker;

  private final Vertx vertx = Vertx.vertx();
  private Logged logged;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.make(folder.resolve("ours"), "signalbox peers");
    ingress = authority.issue("signalbox-ingress");
    worker = authority.issue("signalbox-worker");
    expiredIngress = authority.issueExpired("signalbox-ingress");
    expiredWorker = authority.issueExpired("signalbox-worker");
  }

  @BeforeEach
  void start() {
    logged = Logged.fromNowOn();
  }

  @AfterEach
  void stop() {
    logged.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private HttpServer serve(KeyStore own) throws Exception {
    return await(
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .addEnabledSecureTransportProtocol("TLSv1.3")
                    .setKeyCertOptions(KeyCertOptions.wrap(new RenewedKey(Authority.showing(own))))
                    .setTrustOptions(TrustOptions.wrap(new RenewedTrust(authority.trusted()))))
            .requestHandler(request -> request.response().end())
            .listen(0, "127.0.0.1"));
  }

  private int call(HttpServer server, RenewedKey key) throws Exception {
    PeerTls tls = new PeerTls(key, new RenewedTrust(authority.trusted()));
    HttpClient client =
        vertx.createHttpClient(tls.only(new HttpClientOptions().setKeepAlive(false)));
    try {
      return await(
          client
              .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
              .compose(asking -> asking.send())
              .map(HttpClientResponse::statusCode));
    } finally {
      await(client.close());
    }
  }

  private RenewedKey key(KeyStore own) throws Exception {
    return new RenewedKey(Authority.showing(own));
  }

  @Test
  void shouldServeAPeerOfTheSameAuthorityAndSayNothing() throws Exception {
    HttpServer server = serve(worker);

    assertThat(call(server, key(ingress))).isEqualTo(200);
    assertThat(logged.warnings("dev.signalbox")).isEmpty();
  }

  @Test
  void shouldRefuseAPeerWhoseCertificateExpiredAndSayWhatToDo() throws Exception {
    HttpServer server = serve(expiredWorker);
    RenewedKey right = key(ingress);

    assertThatThrownBy(() -> call(server, right))
        .hasStackTraceContaining("the other service's certificate (CN=signalbox-worker, expired on")
        .hasStackTraceContaining("renew tls.crt and tls.key");
    assertThat(logged.warnings(RenewedTrust.class.getName()))
        .singleElement()
        .asString()
        .contains("CN=signalbox-worker, expired on", "renew tls.crt and tls.key");
    assertThat(logged.warnings(RenewedKey.class.getName()))
        .as("the one whose certificate it is")
        .singleElement()
        .asString()
        .contains("this service's own certificate (CN=signalbox-worker, expired on");
  }

  @Test
  void shouldRefuseACallerWhoseCertificateExpiredAndServeItWhenItIsRenewed() throws Exception {
    // given
    HttpServer server = serve(worker);
    RenewedKey key = key(expiredIngress);

    // when, then
    assertThatThrownBy(() -> call(server, key)).hasStackTraceContaining("certificate");
    assertThat(logged.warnings(RenewedKey.class.getName()))
        .singleElement()
        .asString()
        .contains("this service's own certificate (CN=signalbox-ingress, expired on")
        .contains("are read again without a restart");
    assertThat(logged.warnings(RenewedTrust.class.getName()))
        .singleElement()
        .asString()
        .contains("the other service's certificate (CN=signalbox-ingress, expired on");

    // when
    key.renew(Authority.showing(ingress));

    // then
    assertThat(call(server, key)).isEqualTo(200);
  }

  @Test
  void shouldLeaveWhatIsRefusedForAnotherReasonAsItIs() throws Exception {
    Authority strangers = Authority.make(folder.resolve("strangers"), "signalbox peers");
    HttpServer server = serve(strangers.issue("signalbox-worker"));
    RenewedKey right = key(ingress);

    assertThatThrownBy(() -> call(server, right)).hasStackTraceContaining("PKIX");
    assertThat(logged.warnings("dev.signalbox")).isEmpty();
  }
}
