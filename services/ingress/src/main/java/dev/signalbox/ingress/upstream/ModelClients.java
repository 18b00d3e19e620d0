package dev.signalbox.ingress.upstream;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.eventloop.Departures;
import dev.signalbox.ingress.eventloop.PerEventLoop;
import dev.signalbox.ingress.pool.Credential;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Upstream;
import dev.signalbox.ingress.routing.Health;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The clients of the pool in force. A change of the pool keeps the client, and with it the breaker,
 * of every model whose upstream stayed the same. Thread-safe.
 */
public final class ModelClients implements AutoCloseable {
  private final Vertx vertx;
  private final UpstreamLimits limits;
  private final Map<String, String> environment;
  private final PerEventLoop<HttpClient> http;
  private final PerEventLoop<GrpcClient> grpc;
  private final Workers workers;
  private volatile Map<String, Entry> clients = Map.of();

  private record Entry(Upstream upstream, GuardedClient client) {}

  /** Workers are called without TLS, and known by their addresses only. */
  public ModelClients(Vertx vertx, UpstreamLimits limits, Map<String, String> environment) {
    this(
        vertx,
        limits,
        environment,
        PeerTls.off(),
        new Workers(vertx, limits, FleetLimits.USUAL, FleetObserver.NONE, PeerTls.off()));
  }

  /**
   * @param environment where credentials are looked up
   * @param tls how workers are called
   * @param workers those that are known by their labels; not closed by this
   */
  public ModelClients(
      Vertx vertx,
      UpstreamLimits limits,
      Map<String, String> environment,
      PeerTls tls,
      Workers workers) {
    this.vertx = vertx;
    this.limits = limits;
    this.workers = workers;
    this.environment = Map.copyOf(environment);
    HttpClientOptions toProviders =
        new HttpClientOptions()
            .setConnectTimeout((int) limits.connect().toMillis())
            .setTcpNoDelay(true)
            .setMaxPoolSize(limits.connections())
            .setMaxWaitQueueSize(limits.waiting())
            .setKeepAliveTimeout((int) Math.max(1, limits.keepAlive().toSeconds()));
    HttpClientOptions toWorkers = Workers.options(limits, tls);
    this.http =
        new PerEventLoop<>(
            vertx,
            () ->
                vertx
                    .httpClientBuilder()
                    .with(toProviders)
                    .withConnectHandler(Departures::of)
                    .build(),
            HttpClient::close);
    this.grpc =
        new PerEventLoop<>(vertx, () -> GrpcClient.client(vertx, toWorkers), GrpcClient::close);
  }

  /** Takes a new pool. */
  public synchronized void use(PoolSnapshot pool) {
    Map<String, Entry> next = new HashMap<>();
    for (Model model : pool.enabledModels()) {
      Entry before = clients.get(model.name());
      next.put(
          model.name(),
          before != null && before.upstream.equals(model.upstream())
              ? before
              : new Entry(model.upstream(), guarded(model)));
    }
    clients = Map.copyOf(next);
    workers.wanted(
        pool.enabledModels().stream()
            .map(Model::upstream)
            .filter(Upstream.WorkersWith.class::isInstance)
            .map(upstream -> ((Upstream.WorkersWith) upstream).labels())
            .distinct()
            .toList());
  }

  private GuardedClient guarded(Model model) {
    ModelClient client =
        switch (model.upstream()) {
          case Upstream.OpenAi openAi -> http(new OpenAiProvider(openAi), openAi.credential());
          case Upstream.Azure azure -> http(new AzureProvider(azure), azure.credential());
          case Upstream.Anthropic anthropic ->
              http(
                  new AnthropicProvider(anthropic, model.capabilities().maxOutputTokens()),
                  anthropic.credential());
          case Upstream.WorkerAt worker ->
              new WorkerModelClient(
                  vertx,
                  grpc,
                  limits,
                  SocketAddress.inetSocketAddress(worker.port(), worker.host()),
                  worker.model());
          case Upstream.WorkersWith labelled ->
              new WorkersClient(vertx, workers, limits, model.name(), labelled);
        };
    return new GuardedClient(
        client,
        new Breaker(
            limits.failuresToOpen(),
            limits.coolDown(),
            limits.longestCoolDown(),
            System::nanoTime));
  }

  private ModelClient http(Provider provider, Credential credential) {
    return new HttpModelClient(
        vertx, http, limits, provider, new Secret(vertx, credential, environment));
  }

  /** Empty when the pool in force has no such model. */
  public Optional<GuardedClient> of(String model) {
    Entry entry = clients.get(model);
    return entry == null ? Optional.empty() : Optional.of(entry.client);
  }

  /** Which models can be reached, as their breakers and the workers' labels see it. */
  public Health health() {
    Map<String, Entry> now = clients;
    return model -> {
      Entry entry = now.get(model);
      if (entry == null) {
        return Optional.of("it has just left the pool");
      }
      return entry
          .client
          .refusesFor()
          .map(left -> "it failed and is left alone for " + (left.toSeconds() + 1) + " s")
          .or(entry.client::absence);
    };
  }

  /** The breaker of each model of the pool in force, by the model's name. */
  public Map<String, Breaker.View> breakers() {
    Map<String, Breaker.View> views = new TreeMap<>();
    clients.forEach((model, entry) -> views.put(model, entry.client.view()));
    return views;
  }

  @Override
  public void close() {
    http.close();
    grpc.close();
  }
}
