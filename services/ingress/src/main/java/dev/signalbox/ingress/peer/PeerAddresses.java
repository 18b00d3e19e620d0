package dev.signalbox.ingress.peer;

import dev.signalbox.platform.seldom.Seldom;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Where the replicas are: each name's addresses, looked up anew every few seconds. Thread-safe. */
final class PeerAddresses {
  private static final Logger LOG = Logger.getLogger(PeerAddresses.class);
  private static final Seldom UNKNOWN = new Seldom();
  private static final Duration FRESH = Duration.ofSeconds(5);

  private record Name(String host, int port) {}

  /**
   * One replica.
   *
   * @param name by which it was found, and which its certificate has
   */
  record Place(String name, SocketAddress address) {}

  /**
   * @param at {@link System#nanoTime}
   */
  private record Known(Set<Place> all, long at) {}

  private final Vertx vertx;
  private final List<Name> names;
  private volatile Known known;

  /**
   * @throws IllegalArgumentException when a name is not {@code host:port}
   */
  PeerAddresses(Vertx vertx, List<String> names) {
    this.vertx = vertx;
    this.names = names.stream().map(PeerAddresses::name).collect(Collectors.toUnmodifiableList());
    this.known = new Known(Set.of(), System.nanoTime() - FRESH.toNanos());
  }

  private static Name name(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}")) {
      return new Name(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
    throw new IllegalArgumentException("a replica is host:port, not " + text);
  }

  /** All of them; those known before when a name can't be looked up. */
  Future<Set<Place>> all() {
    Known now = known;
    if (System.nanoTime() - now.at() < FRESH.toNanos()) {
      return Future.succeededFuture(now.all());
    }
    return vertx
        .executeBlocking(this::resolve, false)
        .map(
            found -> {
              known = new Known(found, System.nanoTime());
              return found;
            })
        .recover(
            e -> {
              UNKNOWN.say(
                  more ->
                      LOG.warnf(
                          "the other replicas (signalbox.ingress.batches.peers) can't be looked up,"
                              + " those known before are asked: %s%s",
                          e.getMessage(), more));
              return Future.succeededFuture(now.all());
            });
  }

  private Set<Place> resolve() throws UnknownHostException {
    Set<Place> found = new HashSet<>();
    for (Name name : names) {
      for (InetAddress each : InetAddress.getAllByName(name.host())) {
        SocketAddress address = SocketAddress.inetSocketAddress(name.port(), each.getHostAddress());
        found.add(new Place(name.host(), address));
      }
    }
    return Set.copyOf(found);
  }
}
