package dev.signalbox.edge.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/** A certificate whose time is over, or has not come: which one, since when, and what to do. */
final class Lapse {
  private Lapse() {}

  /** Such as {@code CN=signalbox-worker, expired on 2026-11-28T09:00:00Z}; empty while all hold. */
  static Optional<String> of(X509Certificate[] chain, Instant now) {
    return Stream.of(chain).flatMap(each -> of(each, now).stream()).findFirst();
  }

  private static Optional<String> of(X509Certificate certificate, Instant now) {
    Instant until = certificate.getNotAfter().toInstant();
    Instant from = certificate.getNotBefore().toInstant();
    String whose = certificate.getSubjectX500Principal().getName();
    if (now.isAfter(until)) {
      return Optional.of(whose + ", expired on " + until.truncatedTo(ChronoUnit.SECONDS));
    }
    if (now.isBefore(from)) {
      return Optional.of(whose + ", not valid before " + from.truncatedTo(ChronoUnit.SECONDS));
    }
    return Optional.empty();
  }

  /** What another service's lapsed certificate keeps from being said. */
  static String ofPeer(String lapse) {
    return "the other service's certificate ("
        + lapse
        + ") is refused: renew tls.crt and tls.key in the folder signalbox.tls.folder there, which"
        + " reads them again without a restart, or set the clock that is wrong";
  }

  /** What this service's own lapsed certificate does. */
  static String ofOwn(String lapse) {
    return "this service's own certificate ("
        + lapse
        + ") is refused by the other services: renew tls.crt and tls.key in signalbox.tls.folder,"
        + " which are read again without a restart; with cert-manager, 'kubectl describe"
        + " certificate' says why it did not";
  }
}
