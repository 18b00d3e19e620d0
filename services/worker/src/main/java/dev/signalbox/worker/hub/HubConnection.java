package dev.signalbox.worker.hub;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** GETs with bounded waits; the token goes to the Hub itself and not to where it redirects. */
final class HubConnection {
  private static final int MOST_REDIRECTS = 5;

  private final URI base;
  private final @Nullable String token;
  private final Duration patience;

  HubConnection(URI base, @Nullable String token, Duration patience) {
    this.base = base;
    this.token = token;
    this.patience = patience;
  }

  URI base() {
    return base;
  }

  /** An answered request from an offset on; the caller disconnects it. */
  HttpURLConnection get(String path, long from) throws IOException, HubException {
    if (!isHttp(base) || base.getAuthority() == null) {
      throw new HubException("%s is no address of a Hub: https://…".formatted(base));
    }
    URI at = URI.create(base + path);
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      if (!isHttp(at)) {
        throw new HubException("The Hub redirects to what is no web address: " + path);
      }
      HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout((int) patience.toMillis());
      connection.setReadTimeout((int) patience.toMillis());
      connection.setRequestProperty("User-Agent", "signalbox-vlm");
      if (from > 0) {
        connection.setRequestProperty("Range", "bytes=" + from + "-");
      }
      if (token != null && at.getAuthority().equals(base.getAuthority())) {
        connection.setRequestProperty("Authorization", "Bearer " + token);
      }
      int status = connection.getResponseCode();
      String next = connection.getHeaderField("Location");
      if (status < 300 || status >= 400 || next == null) {
        return connection;
      }
      connection.disconnect();
      at = at.resolve(next);
    }
    throw new HubException("The Hub redirects without end: " + path);
  }

  private static boolean isHttp(URI address) {
    return "http".equals(address.getScheme()) || "https".equals(address.getScheme());
  }
}
