package dev.signalbox.edge.tls;

import dev.signalbox.platform.seldom.Seldom;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A key manager whose key and certificate may be renewed between handshakes. Whoever refuses a
 * certificate for its time tells its owner no more than that it is refused, so the owner looks.
 */
final class RenewedKey extends X509ExtendedKeyManager {
  private static final Logger LOG = Logger.getLogger(RenewedKey.class);

  private final Seldom lapsed = new Seldom();
  private volatile X509KeyManager current;

  RenewedKey(X509KeyManager current) {
    this.current = current;
  }

  void renew(X509KeyManager next) {
    current = next;
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return current.getClientAliases(type, issuers);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return current.chooseClientAlias(types, issuers, socket);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return current.chooseClientAlias(types, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return current.getServerAliases(type, issuers);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return current.chooseServerAlias(type, issuers, socket);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return current.chooseServerAlias(type, issuers, null);
  }

  /** Warns now and then where {@code chain}, this service's own, does not hold at this moment. */
  void look(X509Certificate @Nullable [] chain) {
    if (chain != null) {
      Lapse.of(chain, Instant.now())
          .ifPresent(lapse -> lapsed.say(more -> LOG.warn(Lapse.ofOwn(lapse) + more)));
    }
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    X509Certificate[] chain = current.getCertificateChain(alias);
    look(chain);
    return chain;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return current.getPrivateKey(alias);
  }
}
