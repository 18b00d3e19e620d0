package dev.signalbox.ingress.control;

import dev.signalbox.contracts.verdict.v1.AccessChange;
import dev.signalbox.contracts.verdict.v1.AccessGrpc;
import dev.signalbox.contracts.verdict.v1.WatchRequest;
import dev.signalbox.ingress.budget.Budget;
import dev.signalbox.ingress.keys.KeyRing;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows verdict's keys and budgets. Falls back on the last good state, connects again for ever,
 * and takes silence for a broken line. Everything but the readings runs on one context.
 */
public final class AccessWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AccessWatch.class);
  private static final long SILENCE_NANOS = Duration.ofSeconds(12).toNanos();
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 1_000;
  private static final long LOOK_MS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final GrpcClient grpc;
  private final SocketAddress address;
  private final String holder;
  private final SnapshotFile snapshot;
  private final Listener listener;
  private volatile AccessState state = AccessState.NOTHING;
  private volatile @Nullable KeyRing ring;
  private volatile long heardAt;
  private volatile boolean connected;
  private volatile boolean closed;
  private @Nullable GrpcClientRequest<WatchRequest, AccessChange> call;
  private int attempt;
  private long pause = FIRST_PAUSE_MS;
  private boolean writing;
  private boolean changedMeanwhile;

  /** Is told of what is in force, at the start and at each change; must be quick. */
  public interface Listener {
    void budgets(List<Budget> budgets);

    /**
     * Those who share the keys' rates.
     *
     * @param count processes that watch, this one included; at least 1
     */
    void watchers(int count);
  }

  /**
   * @param holder this process' name
   */
  public AccessWatch(
      Vertx vertx,
      GrpcClient grpc,
      SocketAddress address,
      String holder,
      Path snapshot,
      Listener listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.grpc = grpc;
    this.address = address;
    this.holder = holder;
    this.snapshot = new SnapshotFile(snapshot);
    this.listener = listener;
  }

  /** Takes the last good state and begins to follow. Reads a file: not for an event loop. */
  public void start() {
    snapshot
        .read()
        .ifPresent(
            last -> {
              use(last);
              LOG.infof("keys and budgets of revision %d are in force", last.revision());
            });
    context.runOnContext(
        nothing -> {
          connect();
          vertx.setPeriodic(LOOK_MS, id -> look());
        });
  }

  /** The keys; absent until something was heard for the first time. */
  public @Nullable KeyRing ring() {
    return ring;
  }

  /** Whether verdict is being followed at the moment. */
  public boolean connected() {
    return connected && System.nanoTime() - heardAt < SILENCE_NANOS;
  }

  @Override
  public void close() {
    closed = true;
    context.runOnContext(nothing -> hangUp());
  }

  private void use(AccessState next) {
    state = next;
    ring = next.ring();
    listener.budgets(next.budgets());
  }

  private void connect() {
    if (closed) {
      return;
    }
    int mine = ++attempt;
    grpc.<WatchRequest, AccessChange>request(address, AccessGrpc.getWatchMethod())
        .onSuccess(ready -> ask(ready, mine))
        .onFailure(e -> lost(mine));
  }

  private void ask(GrpcClientRequest<WatchRequest, AccessChange> ready, int mine) {
    if (mine != attempt || closed) {
      ready.cancel();
      return;
    }
    call = ready;
    heardAt = System.nanoTime();
    ready.exceptionHandler(e -> lost(mine));
    ready.response().onSuccess(head -> follow(head, mine)).onFailure(e -> lost(mine));
    ready.end(
        WatchRequest.newBuilder()
            .setHolder(holder)
            .setStore(state.store())
            .setRevision(state.revision())
            .build());
  }

  private void follow(GrpcClientResponse<WatchRequest, AccessChange> head, int mine) {
    head.handler(change -> heard(change, mine));
    head.exceptionHandler(e -> lost(mine));
    head.endHandler(end -> lost(mine));
  }

  private void heard(AccessChange change, int mine) {
    if (mine != attempt) {
      return;
    }
    heardAt = System.nanoTime();
    connected = true;
    pause = FIRST_PAUSE_MS;
    if (change.getWatchers() > 0) {
      listener.watchers(change.getWatchers());
    }
    boolean news =
        change.getComplete()
            || change.getKeysCount() > 0
            || change.getBudgetsCount() > 0
            || change.getRevision() != state.revision()
            || ring == null;
    if (news) {
      use(state.plus(change));
      LOG.infof("keys and budgets of revision %d are in force", change.getRevision());
      write();
    }
  }

  /** One write at a time; what changes meanwhile is written after it. */
  private void write() {
    if (writing) {
      changedMeanwhile = true;
      return;
    }
    writing = true;
    AccessState now = state;
    context
        .<Void>executeBlocking(
            () -> {
              snapshot.write(now);
              return null;
            })
        .onFailure(
            e ->
                LOG.warnf(
                    "keys and budgets can't be kept for a later start: %s",
                    e instanceof IOException ? e.getMessage() : e.toString()))
        .onComplete(
            written -> {
              writing = false;
              if (changedMeanwhile) {
                changedMeanwhile = false;
                write();
              }
            });
  }

  private void look() {
    if (call != null && System.nanoTime() - heardAt > SILENCE_NANOS) {
      lost(attempt);
    }
  }

  private void lost(int mine) {
    if (mine != attempt) {
      return;
    }
    if (connected) {
      LOG.info("verdict is away: the keys and budgets heard last stay in force");
    }
    hangUp();
    if (!closed) {
      vertx.setTimer(pause, id -> connect());
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    }
  }

  private void hangUp() {
    attempt++;
    connected = false;
    GrpcClientRequest<WatchRequest, AccessChange> last = call;
    call = null;
    if (last != null) {
      last.cancel();
    }
  }
}
