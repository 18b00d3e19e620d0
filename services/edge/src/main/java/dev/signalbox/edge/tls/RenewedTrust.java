package dev.signalbox.edge.tls;

import dev.signalbox.platform.seldom.Seldom;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jboss.logging.Logger;

/**
 * A trust manager whose authorities may be renewed between handshakes. Of a certificate that is
 * refused for its time it says whose it is and what to do; the log says so now and then.
 */
final class RenewedTrust extends X509ExtendedTrustManager {
  private static final Logger LOG = Logger.getLogger(RenewedTrust.class);

  private final Seldom lapsed = new Seldom();
  private volatile X509ExtendedTrustManager current;

  RenewedTrust(X509ExtendedTrustManager current) {
    this.current = current;
  }

  void renew(X509ExtendedTrustManager next) {
    current = next;
  }

  /** What is asked of the authorities. */
  private interface Check {
    void by(X509ExtendedTrustManager authorities) throws CertificateException;
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.by(current);
    } catch (CertificateException e) {
      Optional<String> lapse = Lapse.of(chain, Instant.now());
      if (lapse.isEmpty()) {
        throw e;
      }
      String said = Lapse.ofPeer(lapse.get());
      lapsed.say(more -> LOG.warn(said + more));
      // The cause that the JDK looks at to tell the peer that it is the time, and not the name.
      throw new CertificateException(said, e.getCause() == null ? e : e.getCause());
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, authorities -> authorities.checkClientTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, authorities -> authorities.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, authorities -> authorities.checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, authorities -> authorities.checkServerTrusted(chain, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, authorities -> authorities.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, authorities -> authorities.checkServerTrusted(chain, type, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return current.getAcceptedIssuers();
  }
}
