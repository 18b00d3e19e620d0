package dev.signalbox.ingress.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statuses of a namespace's Models and Routes while this replica holds the Lease {@value
 * #LEASE}: at once when the pool was read again, and at an interval for what was observed; only
 * what changed. While the API server is away nothing is written and nobody waits. Owns two daemon
 * threads until {@link #close}, which gives the Lease back.
 */
public final class StatusWriter implements AutoCloseable {
  /** The Lease by which the replicas elect the one that writes. */
  public static final String LEASE = "signalbox-ingress-pool";

  private static final System.Logger LOG = System.getLogger(StatusWriter.class.getName());

  /** What an election may take. */
  public record Terms(Duration lease, Duration renew, Duration retry, Duration interval) {
    /** As Kubernetes' own controllers have it; statuses every ten seconds. */
    public static final Terms USUAL =
        new Terms(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10));
  }

  private final KubernetesClient client;
  private final String namespace;
  private final String identity;
  private final ClusterPool pool;
  private final Seen.Source views;
  private final InstantSource clock;
  private final Terms terms;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("pool-status").factory());
  private volatile boolean leading;
  private volatile boolean closed;
  private volatile @Nullable CompletableFuture<?> election;

  private StatusWriter(
      KubernetesClient client,
      String namespace,
      String identity,
      ClusterPool pool,
      Seen.Source views,
      InstantSource clock,
      Terms terms) {
    this.client = client;
    this.namespace = namespace;
    this.identity = identity;
    this.pool = pool;
    this.views = views;
    this.clock = clock;
    this.terms = terms;
  }

  /**
   * Stands for election and, elected, writes.
   *
   * @param identity of this replica, unlike any other's
   * @param views what was seen of models and routes; called on the writer's thread
   */
  public static StatusWriter start(
      KubernetesClient client,
      String namespace,
      String identity,
      ClusterPool pool,
      Seen.Source views,
      InstantSource clock,
      Terms terms) {
    StatusWriter writer = new StatusWriter(client, namespace, identity, pool, views, clock, terms);
    pool.afterReading(writer::due);
    writer.stand();
    var unused =
        writer.writer.scheduleWithFixedDelay(
            writer::write,
            terms.interval().toMillis(),
            terms.interval().toMillis(),
            TimeUnit.MILLISECONDS);
    return writer;
  }

  /** Whether this replica is the one that writes. */
  public boolean leads() {
    return leading;
  }

  private void stand() {
    if (closed) {
      return;
    }
    CompletableFuture<?> standing =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName(LEASE)
                    .withLock(new LeaseLock(namespace, LEASE, identity))
                    .withLeaseDuration(terms.lease())
                    .withRenewDeadline(terms.renew())
                    .withRetryPeriod(terms.retry())
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(this::elected, this::deposed, leader -> {}))
                    .build())
            .build()
            .start();
    election = standing;
    var unused = standing.whenComplete((done, failure) -> standAgain());
  }

  private void elected() {
    leading = true;
    LOG.log(System.Logger.Level.INFO, "this replica writes the statuses of the pool");
    due();
  }

  private void deposed() {
    leading = false;
  }

  private void standAgain() {
    leading = false;
    if (!closed) {
      try {
        var unused = writer.schedule(this::stand, terms.retry().toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.log(System.Logger.Level.DEBUG, "an election ended after the end");
      }
    }
  }

  private void due() {
    try {
      writer.execute(this::write);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "a change came after the end");
    }
  }

  private void write() {
    if (!leading) {
      return;
    }
    for (Judgement judgement : pool.judgements()) {
      try {
        write(judgement);
      } catch (RuntimeException e) { // Away or refused: the next interval tries again.
        String reason =
            e instanceof KubernetesClientException refused && refused.getStatus() != null
                ? refused.getStatus().getMessage()
                : e.toString();
        LOG.log(
            System.Logger.Level.WARNING,
            "the status of {0}/{1} could not be written: {2}",
            judgement.kind(),
            judgement.name(),
            reason);
        return;
      }
    }
  }

  private void write(Judgement judgement) {
    Map<String, Object> before = pool.status(judgement.kind(), judgement.name()).orElse(null);
    if (before == null) {
      return; // Deleted since.
    }
    Seen view =
        judgement.kind().equals("Model")
            ? views.model(judgement.name())
            : views.route(judgement.name());
    Map<String, Object> status = DocumentStatus.of(judgement, view, before, clock.instant());
    if (!DocumentStatus.same(before, status)) {
      client
          .genericKubernetesResources(ClusterPool.documentsOf(judgement.kind()))
          .inNamespace(namespace)
          .withName(judgement.name())
          .editStatus(
              resource -> {
                resource.setAdditionalProperty("status", status);
                return resource;
              });
    }
  }

  @Override
  public void close() {
    closed = true;
    CompletableFuture<?> standing = election;
    if (standing != null) {
      standing.cancel(true);
    }
    leading = false;
    writer.shutdownNow();
  }
}
