package dev.signalbox.ingress.cluster;

import dev.signalbox.ingress.pool.PoolDocuments;
import dev.signalbox.ingress.pool.PoolRefusedException;
import dev.signalbox.ingress.pool.PoolResources;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.pool.Violation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

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
  private final Listener listener;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("pool-cluster").factory());
  private final AtomicBoolean due = new AtomicBoolean();
  private List<Violation> refused;
  private volatile PoolSnapshot current;

  private ClusterPool(
      KubernetesClient client,
      List<SharedIndexInformer<GenericKubernetesResource>> informers,
      PoolResources resources,
      Listener listener,
      PoolResources.Reading first) {
    this.client = client;
    this.informers = informers;
    this.resources = resources;
    this.listener = listener;
    this.refused = first.refused();
    this.current = first.pool().orElseThrow(() -> new PoolRefusedException(first.refused()));
  }

  /**
   * Lists the namespace's documents and follows them. The first pool is not told to the listener:
   * {@link #current} has it; what was left out of it is.
   *
   * @param environment variables that {@code enabledWhen} looks at
   * @param patience for the first list
   * @throws PoolRefusedException when the API server did not answer in time, or no good pool can be
   *     made of what is there: there is no last good one to keep yet
   */
  public static ClusterPool watch(
      KubernetesClient client,
      String namespace,
      Map<String, String> environment,
      Duration patience,
      Listener listener) {
    List<SharedIndexInformer<GenericKubernetesResource>> informers = new ArrayList<>();
    try {
      KINDS.forEach(kind -> informers.add(informer(client, namespace, kind)));
      CompletableFuture<?>[] listed =
          informers.stream()
              .map(informer -> informer.start().toCompletableFuture())
              .toArray(CompletableFuture<?>[]::new);
      await(CompletableFuture.allOf(listed), namespace, patience);
      PoolResources resources = new PoolResources(environment);
      ClusterPool pool =
          new ClusterPool(
              client, informers, resources, listener, resources.read(documents(client, informers)));
      if (!pool.refused.isEmpty()) {
        listener.refused(pool.refused);
      }
      informers.forEach(informer -> informer.addEventHandler(pool.new Changes()));
      return pool;
    } catch (PoolRefusedException e) {
      informers.forEach(SharedIndexInformer::stop);
      throw e;
    }
  }

  @Override
  public PoolSnapshot current() {
    return current;
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
    if (due.compareAndSet(false, true)) {
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
      PoolResources.Reading reading = resources.read(documents(client, informers));
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
      changed();
    }

    @Override
    public void onDelete(GenericKubernetesResource deleted, boolean finalStateUnknown) {
      changed();
    }
  }
}
