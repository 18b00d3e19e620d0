package dev.signalbox.ingress.control;

import dev.signalbox.contracts.verdict.v1.BudgetsGrpc;
import dev.signalbox.contracts.verdict.v1.SettleReply;
import dev.signalbox.contracts.verdict.v1.SettleRequest;
import dev.signalbox.ingress.budget.Purse;
import dev.signalbox.ingress.budget.Slice;
import dev.signalbox.ingress.budget.SliceLease;
import dev.signalbox.ingress.budget.SliceReport;
import dev.signalbox.ingress.eventloop.DeadlineCall;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps the slices of budgets filled: reports what was spent once a second, at once when somebody
 * waits or room runs low, and ten times a second what is scarce. One call at a time, each with a
 * deadline. Everything but {@link #soon} and {@link #nextReply} runs on one context.
 */
public final class BudgetSync {
  private static final Logger LOG = Logger.getLogger(BudgetSync.class);
  private static final int MOST_SLICES = 500;
  private static final long TICK_MS = 100;
  private static final int TICKS_A_ROUND = 10;
  private static final long CALL_MS = 2_000;
  private static final long LAST_CALL_MS = 1_000;
  private static final long GONE = 1_000_000_000_000_000_000L;

  private final Vertx vertx;
  private final Context context;
  private final GrpcClient grpc;
  private final SocketAddress address;
  private final String holder;
  private final Purse purse;
  private final InstantSource clock;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean away;
  private volatile boolean answered;
  private long sequence;
  private long ticks;
  private final Deque<Slice> due = new ArrayDeque<>();
  private boolean calling;
  private boolean again;

  /**
   * @param holder this process' name
   */
  public BudgetSync(
      Vertx vertx,
      GrpcClient grpc,
      SocketAddress address,
      String holder,
      Purse purse,
      InstantSource clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.grpc = grpc;
    this.address = address;
    this.holder = holder;
    this.purse = purse;
    this.clock = clock;
  }

  public void start() {
    context.runOnContext(nothing -> vertx.setPeriodic(TICK_MS, id -> tick()));
  }

  /**
   * Asks soon: room runs low. Thread-safe; costs next to nothing when it was asked already, while a
   * call is under way too.
   */
  public void soon() {
    if (!asked.get() && asked.compareAndSet(false, true)) {
      context.runOnContext(nothing -> round(true));
    }
  }

  /** Completes on the calling context after the next answer, or the next failure to get one. */
  public Future<Void> nextReply() {
    Context caller = vertx.getOrCreateContext();
    Promise<Void> promise = Promise.promise();
    waiting.add(() -> caller.runOnContext(nothing -> promise.tryComplete()));
    soon();
    return promise.future();
  }

  /** Whether the last call failed. */
  public boolean away() {
    return away;
  }

  /** Whether verdict ever answered. */
  public boolean answered() {
    return answered;
  }

  private void tick() {
    ticks++;
    round(ticks % TICKS_A_ROUND == 0);
  }

  /**
   * @param all also what is not urgent
   */
  private void round(boolean all) {
    if (calling) {
      again |= all;
      return;
    }
    if (all) {
      // Whoever asks from now on is not in this round's reports.
      asked.set(false);
    }
    for (Slice slice : purse.slices()) {
      if (slice.urgent() || (all && slice.due())) {
        due.add(slice);
      } else if (all && slice.over(clock.instant().getEpochSecond())) {
        purse.forget(slice);
      }
    }
    next();
  }

  private void next() {
    if (due.isEmpty()) {
      wake();
      return;
    }
    List<Slice> some = new ArrayList<>();
    while (!due.isEmpty() && some.size() < MOST_SLICES) {
      some.add(due.remove());
    }
    call(some, Slice.Spare.SHARE, CALL_MS);
  }

  private Future<Void> call(List<Slice> slices, Slice.Spare spare, long deadline) {
    calling = true;
    long begun = System.nanoTime();
    long second = clock.instant().getEpochSecond();
    SettleRequest.Builder request =
        SettleRequest.newBuilder().setHolder(holder).setSequence(++sequence);
    Map<String, Slice> byName = new HashMap<>();
    for (Slice slice : slices) {
      byName.put(name(slice.budget().id(), slice.start()), slice);
      Slice.Spare mine = slice.over(second) ? Slice.Spare.CLOSE : away ? Slice.Spare.KEEP : spare;
      request.addSlices(message(slice.report(begun, mine)));
    }
    return DeadlineCall.ask(
            vertx, grpc, address, BudgetsGrpc.getSettleMethod(), request.build(), deadline)
        .onComplete(
            result -> {
              calling = false;
              if (result.succeeded()) {
                take(result.result(), byName, begun);
              } else {
                failed();
              }
              afterwards();
            })
        .mapEmpty();
  }

  private void afterwards() {
    if (!due.isEmpty()) {
      next();
      return;
    }
    wake();
    if (again) {
      again = false;
      round(true);
    }
  }

  private void take(SettleReply reply, Map<String, Slice> asked, long begun) {
    if (away) {
      LOG.info("verdict leases budgets again");
    }
    away = false;
    answered = true;
    long until = begun + Duration.ofMillis(reply.getGoodForMillis()).toNanos();
    for (var lease : reply.getLeasesList()) {
      Slice slice = asked.remove(name(lease.getBudget(), lease.getPeriodStart()));
      if (slice != null) {
        slice.lease(
            new SliceLease(
                lease.getBudget(),
                lease.getPeriodStart(),
                lease.getCeiling(),
                lease.getCap(),
                lease.getSpentByAll(),
                lease.getReservedByAll(),
                lease.getScarce()),
            until);
      }
    }
    // Budgets that verdict has no more bound nobody; the watch will say so in a moment.
    asked.values().forEach(slice -> unbound(slice, until));
  }

  private void unbound(Slice slice, long until) {
    purse.forget(slice);
    slice.lease(new SliceLease(slice.budget().id(), slice.start(), GONE, GONE, 0, 0, false), until);
  }

  private void failed() {
    if (!away) {
      LOG.info("verdict is away: budgets go on with what was leased");
    }
    away = true;
    again = false;
    asked.set(false);
    due.clear();
  }

  private void wake() {
    for (Runnable one = waiting.poll(); one != null; one = waiting.poll()) {
      one.run();
    }
  }

  /** Returns everything that is held; requests have ended by now. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(
        nothing -> {
          List<Slice> held = new ArrayList<>();
          for (Slice slice : purse.slices()) {
            if (slice.due() && held.size() < MOST_SLICES) {
              held.add(slice);
            }
          }
          if (held.isEmpty()) {
            closed.complete();
          } else {
            call(held, Slice.Spare.CLOSE, LAST_CALL_MS).onComplete(closed);
          }
        });
    return closed.future();
  }

  private static dev.signalbox.contracts.verdict.v1.SliceReport message(SliceReport report) {
    return dev.signalbox.contracts.verdict.v1.SliceReport.newBuilder()
        .setBudget(report.budget())
        .setPeriodStart(report.periodStart())
        .setCeiling(Math.max(0, report.ceiling()))
        .setSpent(report.spent())
        .setReserved(Math.max(0, report.reserved()))
        .setNeeded(Math.max(0, report.needed()))
        .setLeast(Math.max(0, report.least()))
        .setWanted(Math.min(GONE, report.wanted()))
        .setDone(report.done())
        .build();
  }

  private static String name(String budget, long start) {
    return start + " " + budget;
  }
}
