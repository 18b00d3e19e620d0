package dev.signalbox.ingress.picture;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * An http(s) address that may be resolved. Nothing is known yet about where it leads.
 *
 * @param host as written, IPv6 literals without brackets
 * @param resource path and query
 */
record PictureAddress(URI uri, boolean tls, String host, int port, String resource) {
  private static final int LONGEST = 8_192;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /**
   * Checks all that can be checked without the network.
   *
   * @throws FetchRefusedException as {@link PictureRefusal#BAD_ADDRESS}
   */
  static PictureAddress parse(String url, Set<Integer> ports) {
    if (url.length() > LONGEST) {
      throw bad("is longer than " + LONGEST + " characters");
    }
    try {
      return of(new URI(url), ports);
    } catch (URISyntaxException e) {
      throw bad("is malformed");
    }
  }

  /**
   * Where a redirect leads.
   *
   * @throws FetchRefusedException as {@link #parse}, and when it would leave https
   */
  PictureAddress redirectedTo(String location, Set<Integer> ports) {
    try {
      PictureAddress next = of(uri.resolve(new URI(location)), ports);
      if (tls && !next.tls()) {
        throw bad("redirects from https to http");
      }
      return next;
    } catch (URISyntaxException e) {
      throw bad("redirects to a malformed one");
    }
  }

  private static PictureAddress of(URI uri, Set<Integer> ports) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    if (!tls && !scheme.equals("http")) {
      throw bad("is neither http, https nor data");
    }
    if (uri.getRawUserInfo() != null) {
      throw bad("holds credentials");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw bad("names no host");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS : HTTP;
    if (!ports.contains(port)) {
      throw bad("names a port that is not allowed");
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new PictureAddress(uri, tls, withoutBrackets(host), port, path + query);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static FetchRefusedException bad(String reason) {
    return new FetchRefusedException(
        PictureRefusal.BAD_ADDRESS, "The address of the picture " + reason);
  }
}
