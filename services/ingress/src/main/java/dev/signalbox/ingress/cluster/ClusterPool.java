package dev.signalbox.ingress.cluster;

import dev.signalbox.ingress.pool.PoolDocuments;
import dev.signalbox.ingress.pool.PoolRefusedException;
import dev.signalbox.ingress.pool.PoolResources;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.pool.PriceBookFile;
import dev.signalbox.ingress.pool.Violation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pool of a namespace, followed by informers: a change is live when its event arrives. While
 * the API server is away the informers keep what they have and try again, and the pool stays.
 * Thread-safe; owns its informers and one daemon thread until {@link #close}, not the client.
 */
public final class ClusterPool implements PoolSource {
  private static final System.Logger LOG = System.getLogger(ClusterPool.class.getName());
  private static final List<String> KINDS = List.of("Model", "Route");

  private final KubernetesClient client;
  private final List<SharedIndexInformer<GenericKubernetesResource>> informers;
  private final PoolResources resources;
  private final LastGoodPool kept;
  private final Listener listener;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("pool-cluster").factory());
  private final AtomicBoolean due = new AtomicBoolean();
  // Models without their Routes would be another pool: nothing is read before both are listed.
  private volatile boolean listed;
  private List<Violation> refused;
  private Map<String, String> written = Map.of();
  private volatile PoolSnapshot current;
  private volatile List<Judgement> judgements = List.of();
  private volatile Runnable afterReading = () -> {};

  private ClusterPool(
      KubernetesClient client,
      List<SharedIndexInformer<GenericKubernetesResource>> informers,
      PoolResources resources,
      LastGoodPool kept,
      Listener listener,
      PoolResources.Reading first) {
    this.client = client;
    this.informers = informers;
    this.resources = resources;
    this.kept = kept;
    this.listener = listener;
    this.refused = first.refused();
    this.current = first.pool().orElseThrow(() -> new PoolRefusedException(first.refused()));
  }

  /**
   * Lists the namespace's documents and follows them. The first pool is not told to the listener:
   * {@link #current} has it; what was left out of it is. Where the API server does not answer in
   * time, the pool that was accepted last by this replica serves until it does.
   *
   * @param environment variables that {@code enabledWhen} looks at
   * @param patience for the first list
   * @param lastGood where the pool that was accepted last is kept
   * @param prices whose changes are followed too
   * @throws PoolRefusedException when the API server did not answer in time and there is no last
   *     good pool, or no good pool can be made of what is there
   */
  public static ClusterPool watch(
      KubernetesClient client,
      String namespace,
      Map<String, String> environment,
      Duration patience,
      Path lastGood,
      PriceBookFile prices,
      Listener listener) {
    List<SharedIndexInformer<GenericKubernetesResource>> informers = new ArrayList<>();
    LastGoodPool kept = new LastGoodPool(lastGood);
    try {
      KINDS.forEach(kind -> informers.add(informer(client, namespace, kind)));
      CompletableFuture<?>[] listed =
          informers.stream()
              .map(informer -> informer.start().toCompletableFuture())
              .toArray(CompletableFuture<?>[]::new);
      Map<String, String> documents;
      try {
        await(CompletableFuture.allOf(listed), namespace, patience);
        documents = documents(client, informers);
      } catch (PoolRefusedException away) {
        documents = kept(kept).orElseThrow(() -> away);
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}; the pool of {1} is in force until they can",
            away.getMessage(),
            lastGood);
      }
      PoolResources resources = new PoolResources(environment, prices::current);
      ClusterPool pool =
          new ClusterPool(client, informers, resources, kept, listener, resources.read(documents));
      pool.judge(documents);
      pool.keep();
      if (!pool.refused.isEmpty()) {
        listener.refused(pool.refused);
      }
      informers.forEach(informer -> informer.addEventHandler(pool.new Changes()));
      var unused =
          CompletableFuture.allOf(listed)
              .thenRun(
                  () -> {
                    pool.listed = true;
                    pool.changed();
                  });
      prices.whenChanged(pool::changed);
      return pool;
    } catch (PoolRefusedException e) {
      informers.forEach(SharedIndexInformer::stop);
      throw e;
    }
  }

  private static Optional<Map<String, String>> kept(LastGoodPool kept) {
    try {
      return kept.read();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the last good pool can''t be read: {0}", e.toString());
      return Optional.empty();
    }
  }

  private void keep() {
    Map<String, String> now = resources.accepted();
    if (!now.equals(written)) {
      try {
        kept.write(now);
        written = now;
      } catch (IOException e) { // Serving goes on; a start while the API server is away would not.
        LOG.log(
            System.Logger.Level.WARNING, "the last good pool can''t be kept: {0}", e.toString());
      }
    }
  }

  @Override
  public PoolSnapshot current() {
    return current;
  }

  /** What became of each document when the namespace was last read. */
  List<Judgement> judgements() {
    return judgements;
  }

  /** The status that stands at a document as far as this replica has heard; empty once deleted. */
  Optional<Map<String, Object>> status(String kind, String name) {
    return stored(kind)
        .filter(resource -> resource.getMetadata().getName().equals(name))
        .findFirst()
        .map(
            resource ->
                resource.getAdditionalProperties().get("status") instanceof Map<?, ?> status
                    ? status.entrySet().stream()
                        .collect(
                            Collectors.toMap(
                                entry -> String.valueOf(entry.getKey()), Map.Entry::getValue))
                    : Map.of());
  }

  /** Called on the watch's thread after each reading. */
  void afterReading(Runnable hook) {
    afterReading = hook;
  }

  private void judge(Map<String, String> documents) {
    List<Judgement> now = new ArrayList<>();
    for (String kind : KINDS) {
      stored(kind)
          .map(GenericKubernetesResource::getMetadata)
          .filter(metadata -> documents.containsKey(kind + "/" + metadata.getName()))
          .forEach(metadata -> now.add(judgement(kind, metadata, documents)));
    }
    judgements = List.copyOf(now);
  }

  private Judgement judgement(String kind, ObjectMeta metadata, Map<String, String> documents) {
    String id = kind + "/" + metadata.getName();
    List<String> own = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Violation violation : refused) {
      (violation.blames(id) ? own : others).add(violation.path() + ": " + violation.reason());
    }
    boolean inForce = resources.hasAccepted(id, Objects.requireNonNull(documents.get(id)));
    long generation = metadata.getGeneration() == null ? 0 : metadata.getGeneration();
    return new Judgement(kind, metadata.getName(), generation, inForce, own, others);
  }

  private Stream<GenericKubernetesResource> stored(String kind) {
    return informers.get(KINDS.indexOf(kind)).getStore().list().stream();
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
    reader.shutdownNow();
  }

  private static SharedIndexInformer<GenericKubernetesResource> informer(
      KubernetesClient client, String namespace, String kind) {
    return client
        .genericKubernetesResources(documentsOf(kind))
        .inNamespace(namespace)
        .runnableInformer(0)
        .exceptionHandler((started, failure) -> true); // Try again, for as long as it takes.
  }

  static ResourceDefinitionContext documentsOf(String kind) {
    String[] version = PoolDocuments.API_VERSION.split("/", 2);
    return new ResourceDefinitionContext.Builder()
        .withGroup(version[0])
        .withVersion(version[1])
        .withKind(kind)
        .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
        .withNamespaced(true)
        .build();
  }

  private static void await(CompletableFuture<Void> listed, String namespace, Duration patience) {
    String problem;
    try {
      listed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return;
    } catch (TimeoutException e) {
      problem = "its Models and Routes could not be listed within " + patience.toMillis() + " ms";
    } catch (ExecutionException e) {
      problem = "its Models and Routes can't be listed: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problem = "listing its Models and Routes was interrupted";
    }
    throw new PoolRefusedException(
        List.of(new Violation("namespace " + namespace, 0, "", problem)));
  }

  /** Name and spec alone: the rest is Kubernetes' business, and would count against the bounds. */
  private static Map<String, String> documents(
      KubernetesClient client, List<SharedIndexInformer<GenericKubernetesResource>> informers) {
    Map<String, String> documents = new TreeMap<>();
    for (int i = 0; i < KINDS.size(); i++) {
      for (GenericKubernetesResource resource : informers.get(i).getStore().list()) {
        String name = resource.getMetadata().getName();
        Map<String, Object> document = new TreeMap<>();
        document.put("apiVersion", PoolDocuments.API_VERSION);
        document.put("kind", KINDS.get(i));
        document.put("metadata", Map.of("name", name));
        Object spec = resource.getAdditionalProperties().get("spec");
        if (spec != null) {
          document.put("spec", spec);
        }
        documents.put(
            KINDS.get(i) + "/" + name, client.getKubernetesSerialization().asJson(document));
      }
    }
    return documents;
  }

  /** Many events while a reading waits are one reading. */
  private void changed() {
    if (listed && due.compareAndSet(false, true)) {
      try {
        reader.execute(this::read);
      } catch (RejectedExecutionException e) {
        LOG.log(System.Logger.Level.DEBUG, "a change came after the end of the watch");
      }
    }
  }

  private void read() {
    due.set(false);
    try {
      Map<String, String> documents = documents(client, informers);
      PoolResources.Reading reading = resources.read(documents);
      PoolSnapshot before = current;
      PoolSnapshot now = reading.pool().orElse(before);
      current = now;
      List<Violation> known = refused;
      refused = reading.refused();
      if (!now.version().equals(before.version()) || (refused.isEmpty() && !known.isEmpty())) {
        listener.accepted(now);
      }
      if (!refused.isEmpty() && !refused.equals(known)) {
        listener.refused(refused);
      }
      judge(documents);
      keep();
      afterReading.run();
    } catch (RuntimeException e) { // Someone else's bug must not end the watch.
      LOG.log(System.Logger.Level.ERROR, "the namespace's pool could not be read or told", e);
    }
  }

  private final class Changes implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource added) {
      changed();
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
      // A status that was written is no change of the pool.
      if (!Objects.equals(
          before.getAdditionalProperties().get("spec"),
          now.getAdditionalProperties().get("spec"))) {
        changed();
      }
    }

    @Override
    public void onDelete(GenericKubernetesResource deleted, boolean finalStateUnknown) {
      changed();
    }
  }
}
