package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Whether each model's upstream takes a connection, fallbacks included: opened, with TLS where its
 * address says so, and closed, so that it costs nothing and is billed by nobody. Only told, never
 * decided by: the breakers know more. Thread-safe.
 */
public final class Reach implements AutoCloseable {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final Workers workers;
  private final NetClient plain;
  private final NetClient secure;
  private final BiConsumer<String, String> onChange;
  private final Map<String, String> troubles = new ConcurrentHashMap<>();

  /**
   * @param workers those that are known by their labels
   * @param onChange told a model's name and why it can't be reached, or an empty text once it can
   *     again
   */
  public Reach(
      Vertx vertx, Duration patience, Workers workers, BiConsumer<String, String> onChange) {
    this.workers = workers;
    NetClientOptions options = new NetClientOptions().setConnectTimeout((int) patience.toMillis());
    this.plain = vertx.createNetClient(options);
    this.secure =
        vertx.createNetClient(
            new NetClientOptions(options).setSsl(true).setHostnameVerificationAlgorithm("HTTPS"));
    this.onChange = onChange;
  }

  /** Tries every enabled model's upstream; completes when all were tried. */
  public Future<Void> test(PoolSnapshot pool) {
    troubles.keySet().retainAll(pool.models().keySet());
    Future<Void> all = Future.succeededFuture();
    for (Model model : pool.enabledModels()) {
      Future<Void> one = test(model);
      all = all.compose(before -> one);
    }
    return all;
  }

  private Future<Void> test(Model model) {
    return connect(model.upstream())
        .<Void>map(
            socket -> {
              socket.close();
              heard(model.name(), "");
              return null;
            })
        .otherwise(
            cause -> {
              heard(model.name(), cause.getClass().getSimpleName());
              return null;
            });
  }

  private Future<NetSocket> connect(Upstream upstream) {
    return switch (upstream) {
      case Upstream.OpenAi openAi -> connect(openAi.baseUrl());
      case Upstream.Azure azure -> connect(azure.endpoint());
      case Upstream.Anthropic anthropic -> connect(anthropic.baseUrl());
      case Upstream.WorkerAt worker -> plain.connect(worker.port(), worker.host());
      case Upstream.WorkersWith labelled ->
          workers.with(labelled.labels()).stream()
              .findFirst()
              .map(one -> plain.connect(one.endpoint().port(), one.endpoint().address()))
              .orElseGet(() -> Future.failedFuture(new NoSuchElementException("no worker")));
    };
  }

  private Future<NetSocket> connect(URI address) {
    boolean tls = "https".equalsIgnoreCase(address.getScheme());
    int port = address.getPort() > 0 ? address.getPort() : tls ? HTTPS : HTTP;
    SocketAddress at = SocketAddress.inetSocketAddress(port, address.getHost());
    return tls ? secure.connect(at, address.getHost()) : plain.connect(at);
  }

  private void heard(String model, String trouble) {
    String before = troubles.put(model, trouble);
    if (before == null ? !trouble.isEmpty() : !before.equals(trouble)) {
      onChange.accept(model, trouble);
    }
  }

  /** Whether the model's upstream took a connection when last tried; empty before that. */
  public Optional<Boolean> reached(String model) {
    return Optional.ofNullable(troubles.get(model)).map(String::isEmpty);
  }

  @Override
  public void close() {
    plain.close();
    secure.close();
  }
}
