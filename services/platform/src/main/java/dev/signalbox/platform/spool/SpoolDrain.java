package dev.signalbox.platform.spool;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Delivers a spool's events in order on a thread of its own: a batch is published, its longest
 * delivered prefix acknowledged, and the rest published again after a pause that doubles up to five
 * seconds. While delivery fails the oldest event goes alone, so that none behind it can overtake it
 * when the broker comes back.
 */
public final class SpoolDrain implements AutoCloseable {
  private static final int BATCH = 2_000;
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final EventSpool spool;
  private final EventPublisher publisher;
  private final Duration publishTimeout;
  private final Duration closeTimeout;
  private final Consumer<String> onTrouble;
  private final Thread thread;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Object interruption = new Object();
  private boolean atPublisher;
  private boolean inTrouble;
  private long nextFlush = System.nanoTime();

  private SpoolDrain(
      EventSpool spool,
      EventPublisher publisher,
      Duration publishTimeout,
      Duration closeTimeout,
      Consumer<String> onTrouble) {
    this.spool = spool;
    this.publisher = publisher;
    this.publishTimeout = publishTimeout;
    this.closeTimeout = closeTimeout;
    this.onTrouble = onTrouble;
    this.thread = new Thread(this::run, "event-spool-drain");
    this.thread.setDaemon(true);
  }

  /**
   * Starts draining.
   *
   * @param publishTimeout longest wait for one batch before it is published again; keep it above
   *     the producer's own delivery timeout, or the same event is sent twice
   * @param closeTimeout longest wait for the backlog when closing; what is left is delivered by the
   *     next process
   * @param onTrouble told once, in a sentence, when delivery begins to fail and once when it works
   *     again
   */
  public static SpoolDrain start(
      EventSpool spool,
      EventPublisher publisher,
      Duration publishTimeout,
      Duration closeTimeout,
      Consumer<String> onTrouble) {
    SpoolDrain drain = new SpoolDrain(spool, publisher, publishTimeout, closeTimeout, onTrouble);
    drain.thread.start();
    return drain;
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!stopping()) {
        spool.awaitEvents(IDLE);
        if (step()) {
          pause = FIRST_PAUSE;
        } else if (!stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  private boolean step() throws InterruptedException {
    try {
      flushWhenDue();
      List<SpooledEvent> batch = spool.read(inTrouble ? 1 : BATCH);
      return batch.isEmpty() || deliver(batch);
    } catch (UncheckedIOException e) {
      report(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void flushWhenDue() {
    if (System.nanoTime() - nextFlush >= 0) {
      spool.flush();
      nextFlush = System.nanoTime() + spool.limits().flushInterval().toNanos();
    }
  }

  private boolean deliver(List<SpooledEvent> batch) throws InterruptedException {
    List<CompletableFuture<Void>> sent = publish(batch);
    long deadline = System.nanoTime() + publishTimeout.toNanos();
    int delivered = 0;
    String trouble = "";
    while (delivered < sent.size() && trouble.isEmpty()) {
      trouble = await(sent.get(delivered), deadline);
      if (trouble.isEmpty()) {
        delivered++;
      }
    }
    if (delivered > 0) {
      spool.acknowledge(batch.get(delivered - 1), delivered);
    }
    if (!stopping()) {
      report(trouble);
    }
    return trouble.isEmpty();
  }

  private List<CompletableFuture<Void>> publish(List<SpooledEvent> batch) {
    List<CompletableFuture<Void>> sent = new ArrayList<>(batch.size());
    atPublisher(true);
    try {
      for (SpooledEvent entry : batch) {
        CompletableFuture<Void> one = publish(entry);
        sent.add(one);
        if (one.isCompletedExceptionally()) {
          break; // What comes behind it must not arrive before it.
        }
      }
    } finally {
      atPublisher(false);
    }
    return sent;
  }

  /**
   * Only a publisher that blocks is interrupted: a file that an interrupted thread reads, writes or
   * forces is closed for everybody.
   */
  private void atPublisher(boolean now) {
    synchronized (interruption) {
      atPublisher = now;
      if (!now) {
        var unused = Thread.interrupted();
      }
    }
  }

  private CompletableFuture<Void> publish(SpooledEvent entry) {
    try {
      return publisher.publish(entry.topic(), entry.event()).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Empty when delivered, else why not. What is appended meanwhile reaches the disk in its time.
   */
  private String await(CompletableFuture<Void> sent, long deadline) throws InterruptedException {
    while (true) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        long due = Math.max(1, nextFlush - System.nanoTime());
        sent.get(Math.min(Math.min(left, due), IDLE.toNanos()), TimeUnit.NANOSECONDS);
        return "";
      } catch (TimeoutException e) {
        if (stopping() || System.nanoTime() - deadline >= 0) {
          return "no acknowledgement in time";
        }
        flushWhenDue();
      } catch (ExecutionException | CompletionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
      }
    }
  }

  private void report(String trouble) {
    if (!trouble.isEmpty() && !inTrouble) {
      onTrouble.accept("events wait in the spool: " + trouble);
    } else if (trouble.isEmpty() && inTrouble) {
      onTrouble.accept("events are delivered again");
    }
    inTrouble = !trouble.isEmpty();
  }

  /**
   * Waits for the backlog within the bound, then stops the thread. The spool stays open: its owner
   * closes it afterwards.
   */
  @Override
  public void close() {
    try {
      spool.awaitDelivered(closeTimeout);
      stop();
      thread.join(1_000);
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    stop.countDown();
    synchronized (interruption) {
      if (atPublisher) {
        thread.interrupt();
      }
    }
  }
}
