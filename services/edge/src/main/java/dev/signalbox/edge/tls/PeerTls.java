package dev.signalbox.edge.tls;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import org.jspecify.annotations.Nullable;

/**
 * How this service calls the others. A client that is made with it shows the certificate that is
 * the newest at each handshake; connections that stand keep theirs. Thread-safe.
 */
public final class PeerTls {
  private static final PeerTls OFF = new PeerTls(null, null);

  private final @Nullable RenewedKey key;
  private final @Nullable RenewedTrust trust;

  PeerTls(@Nullable RenewedKey key, @Nullable RenewedTrust trust) {
    this.key = key;
    this.trust = trust;
  }

  /** Plain connections. */
  public static PeerTls off() {
    return OFF;
  }

  public boolean on() {
    return key != null;
  }

  /** For a client whose every call is to another service: TLS, the peer's name checked. */
  public HttpClientOptions only(HttpClientOptions options) {
    return on() ? known(options).setSsl(true).setUseAlpn(true) : options;
  }

  /** For a client that is told by each call's address whether to use TLS. */
  public HttpClientOptions known(HttpClientOptions options) {
    if (key != null && trust != null) {
      options
          .setKeyCertOptions(KeyCertOptions.wrap(key))
          .setTrustOptions(TrustOptions.wrap(trust))
          .setVerifyHost(true);
    }
    return options;
  }
}
