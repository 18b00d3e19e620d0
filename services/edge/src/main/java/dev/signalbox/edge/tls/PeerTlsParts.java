package dev.signalbox.edge.tls;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Both sides of mutual TLS, from the TLS configuration {@value #NAME}. The server's port for peers
 * asks every caller for a certificate of the same authority.
 */
@Singleton
class PeerTlsParts implements HttpServerOptionsCustomizer {
  static final String NAME = "signalbox";
  private static final Logger LOG = Logger.getLogger(PeerTlsParts.class);

  private final Vertx vertx;
  private final @Nullable RenewedKey key;
  private final @Nullable RenewedTrust trust;

  PeerTlsParts(Vertx vertx, TlsConfigurationRegistry registry) {
    this.vertx = vertx;
    Optional<TlsConfiguration> configured = registry.get(NAME);
    this.key = configured.map(tls -> new RenewedKey(keys(tls))).orElse(null);
    this.trust = configured.map(tls -> new RenewedTrust(authorities(tls))).orElse(null);
    configured.ifPresent(this::look);
  }

  @Produces
  @Singleton
  PeerTls peers() {
    return key == null ? PeerTls.off() : new PeerTls(key, trust);
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    if (key != null) {
      options.setClientAuth(ClientAuth.REQUIRED);
    }
  }

  /** Told each time the files were read, whether they had changed or not. */
  void renewed(@Observes CertificateUpdatedEvent event) {
    if (event.name().equals(NAME) && key != null && trust != null) {
      key.renew(keys(event.tlsConfiguration()));
      trust.renew(authorities(event.tlsConfiguration()));
      LOG.debug("certificate and authorities were read again");
      look(event.tlsConfiguration());
    }
  }

  /** A service that is only called, and calls nobody, would not see its own certificate. */
  private void look(TlsConfiguration tls) {
    if (key == null) {
      return;
    }
    try {
      KeyStore own = tls.getKeyStore();
      for (String alias : Collections.list(own.aliases())) {
        if (own.getCertificate(alias) instanceof X509Certificate certificate) {
          key.look(new X509Certificate[] {certificate});
        }
      }
    } catch (KeyStoreException e) {
      throw new IllegalStateException("the certificate for peers can't be looked at", e);
    }
  }

  private X509KeyManager keys(TlsConfiguration tls) {
    try {
      return (X509KeyManager)
          tls.getKeyStoreOptions().getKeyManagerFactory(vertx).getKeyManagers()[0];
    } catch (Exception e) {
      throw new IllegalStateException("the certificate for peers can't be read", e);
    }
  }

  private static X509ExtendedTrustManager authorities(TlsConfiguration tls) {
    try {
      // From the store itself: it must see the peer's name, which Quarkus' own manager is not told.
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(tls.getTrustStore());
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the authorities for peers can't be read", e);
    }
  }
}
