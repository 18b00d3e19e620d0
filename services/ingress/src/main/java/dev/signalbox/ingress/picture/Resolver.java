package dev.signalbox.ingress.picture;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host, once for each visit. */
@FunctionalInterface
interface Resolver {
  /** Fails when the host is not known; never empty. */
  Future<List<InetAddress>> resolve(String host);

  /** The system's resolver, hosts file included. It blocks, so it has threads of its own. */
  static Resolver onThreadsOf(WorkerExecutor threads) {
    return host -> threads.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false);
  }
}
