package dev.signalbox.ingress.picture;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Fetches http(s) pictures. Each name is resolved once, each of its addresses checked, and the
 * connection made to the checked address itself, so that a name cannot change its mind in between;
 * each redirect is checked anew.
 */
public final class PictureFetcher implements AutoCloseable {
  public PictureFetcher(Vertx vertx, FetchPolicy policy) {}

  /** Never fails but by a bug: refusals are answers. Cancelling closes the connection. */
  public Uni<PictureReading> fetch(String url) {
    throw new UnsupportedOperationException("being written");
  }

  @Override
  public void close() {}
}
