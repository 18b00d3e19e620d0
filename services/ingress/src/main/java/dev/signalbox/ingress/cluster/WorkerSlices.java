package dev.signalbox.ingress.cluster;

import dev.signalbox.ingress.fleet.Fleet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a namespace, followed by an informer on the EndpointSlices that carry a pool's
 * label. While the API server is away the last list stays. Thread-safe; owns its informer until
 * {@link #close}, not the client.
 */
public final class WorkerSlices implements AutoCloseable {
  /** Slices without it are somebody else's. */
  public static final String POOL = "signalbox.dev/pool";

  private static final System.Logger LOG = System.getLogger(WorkerSlices.class.getName());

  private final SharedIndexInformer<EndpointSlice> informer;
  private final CompletableFuture<Void> listed;
  private final String port;
  private final Consumer<Fleet> listener;
  // A part of the first list would be another fleet: nothing is told before it is whole.
  private volatile boolean whole;
  private @Nullable Fleet told;

  private WorkerSlices(
      SharedIndexInformer<EndpointSlice> informer, String port, Consumer<Fleet> listener) {
    this.informer = informer;
    this.port = port;
    this.listener = listener;
    this.listed = informer.start().thenRun(this::first).toCompletableFuture();
  }

  /**
   * Begins to follow.
   *
   * @param port name of the workers' port that takes calls
   * @param listener told of the first list, empty or not, and of each change, one at a time
   */
  public static WorkerSlices watch(
      KubernetesClient client, String namespace, String port, Consumer<Fleet> listener) {
    SharedIndexInformer<EndpointSlice> informer =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(namespace)
            .withLabel(POOL)
            .runnableInformer(0)
            .exceptionHandler((started, failure) -> true); // Again, for as long as it takes.
    WorkerSlices slices = new WorkerSlices(informer, port, listener);
    informer.addEventHandler(slices.new Changes());
    return slices;
  }

  /** Waits for the first list, and goes on without it. */
  public void awaitFirst(Duration patience) {
    try {
      listed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the workers could not be listed within {0} ms; models that choose them by label wait",
          patience.toMillis());
    } catch (ExecutionException e) {
      LOG.log(System.Logger.Level.WARNING, "the workers can''t be listed: {0}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void first() {
    whole = true;
    tell();
  }

  private synchronized void tell() {
    Fleet now = SliceReading.fleet(informer.getStore().list(), port);
    if (!now.equals(told)) {
      told = now;
      listener.accept(now);
    }
  }

  private void changed() {
    try {
      if (whole) {
        tell();
      }
    } catch (RuntimeException e) { // Someone else's bug must not end the watch.
      LOG.log(System.Logger.Level.ERROR, "the workers could not be read or told", e);
    }
  }

  @Override
  public void close() {
    informer.stop();
  }

  private final class Changes implements ResourceEventHandler<EndpointSlice> {
    @Override
    public void onAdd(EndpointSlice added) {
      changed();
    }

    @Override
    public void onUpdate(EndpointSlice before, EndpointSlice now) {
      changed();
    }

    @Override
    public void onDelete(EndpointSlice deleted, boolean finalStateUnknown) {
      changed();
    }
  }
}
