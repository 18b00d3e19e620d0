package dev.signalbox.local.process;

import dev.signalbox.local.folder.DataFolder;
import dev.signalbox.local.folder.ProcessRecord;
import dev.signalbox.local.plan.StartFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs as soon as what they need is ready, watches them, and stops them in the reverse
 * order. What happens arrives as events in one queue that {@link #start} and {@link #watch} read on
 * the caller's thread; {@link #askToStop} may be called from any.
 */
public final class Supervisor implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private final List<Step> steps;
  private final DataFolder folder;
  private final Settings settings;
  private final Progress progress;
  private final OrphanWatch watch;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Object lock = new Object();
  private final Map<String, Child> children = new HashMap<>();
  private boolean stopping;

  /**
   * How patient it is.
   *
   * @param readyWithin for each program, from its start
   * @param restart names of programs that are started again when they die; the death of any other
   *     ends everything
   */
  public record Settings(Duration readyWithin, Set<String> restart, Duration restartDelay) {}

  private sealed interface Event {
    record Ready(String name) implements Event {}

    record Ended(Child child) implements Event {}

    record Failed(StartFailure failure) implements Event {}

    record StopAsked() implements Event {}
  }

  public Supervisor(List<Step> steps, DataFolder folder, Settings settings, Progress progress)
      throws IOException {
    this.steps = List.copyOf(steps);
    this.folder = folder;
    this.settings = settings;
    this.progress = progress;
    this.watch = OrphanWatch.start();
  }

  /**
   * Returns when all are ready.
   *
   * @return false when it was asked to stop before that
   * @throws StartFailure when one ended, or was not ready in time
   */
  public boolean start() throws StartFailure, InterruptedException {
    Map<String, CompletableFuture<Void>> ready = new LinkedHashMap<>();
    for (Step step : steps) {
      CompletableFuture<?>[] needs =
          step.program().needs().stream().map(ready::get).toArray(CompletableFuture<?>[]::new);
      ready.put(
          step.program().name(),
          CompletableFuture.allOf(needs).thenRunAsync(() -> report(step), executor));
    }
    Set<String> waitingFor = new LinkedHashSet<>(ready.keySet());
    long begin = System.nanoTime();
    while (!waitingFor.isEmpty()) {
      Event event = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      switch (event) {
        case null ->
            progress.line(
                "  ... %d s, waiting for %s"
                    .formatted(seconds(begin), String.join(", ", waitingFor)));
        case Event.Ready(String name) -> waitingFor.remove(name);
        case Event.Ended(Child child) -> throw died(child, "while the system was starting");
        case Event.Failed(StartFailure failure) -> throw failure;
        case Event.StopAsked asked -> {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Returns when asked to stop.
   *
   * @throws StartFailure when a program that must not die did
   */
  public void watch() throws StartFailure, InterruptedException {
    while (true) {
      switch (events.take()) {
        case Event.Ready(String name) -> progress.line(name + " is back");
        case Event.Ended(Child child) -> revive(child);
        case Event.Failed(StartFailure failure) -> throw failure;
        case Event.StopAsked asked -> {
          return;
        }
      }
    }
  }

  public void askToStop() {
    events.add(new Event.StopAsked());
  }

  private void report(Step step) {
    long begin = System.nanoTime();
    try {
      step.before().run();
      if (bring(step)) {
        step.after().run();
        progress.line(
            "  %-11s ready in %4.1f s  (%s)"
                .formatted(
                    step.program().name(),
                    (System.nanoTime() - begin) / 1e9,
                    step.program().address()));
        events.add(new Event.Ready(step.program().name()));
        return;
      }
    } catch (StartFailure e) {
      events.add(new Event.Failed(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CompletionException(step.program().name() + " is not up", null);
  }

  /** Starts the program and waits until it is ready; false when it ended, or all is to stop. */
  private boolean bring(Step step) throws StartFailure, InterruptedException {
    Child child = launch(step);
    if (child == null) {
      return false;
    }
    long deadline = System.nanoTime() + settings.readyWithin().toNanos();
    while (!ReadinessProbe.isReady(step.program().readiness())) {
      if (!child.isAlive() || isStopping()) {
        return false;
      }
      if (System.nanoTime() > deadline) {
        throw failure(
            child.program().name(),
            "was not ready within %d s".formatted(settings.readyWithin().toSeconds()));
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
    return child.isAlive();
  }

  private @Nullable Child launch(Step step) throws StartFailure {
    synchronized (lock) {
      if (stopping) {
        return null;
      }
      try {
        Child child = Child.start(step.program(), folder, watch);
        children.put(step.program().name(), child);
        CompletableFuture<Void> unused =
            child.process().onExit().thenRun(() -> events.add(new Event.Ended(child)));
        return child;
      } catch (IOException e) {
        throw new StartFailure(step.program().name() + " can't be started: " + e.getMessage(), e);
      }
    }
  }

  private void revive(Child child) throws StartFailure {
    String name = child.program().name();
    if (!settings.restart().contains(name)) {
      throw died(child, "");
    }
    forget(child);
    progress.line(
        "%s %s; it is started again in %d s"
            .formatted(name, child.ending(), settings.restartDelay().toSeconds()));
    Step step =
        steps.stream().filter(s -> s.program().name().equals(name)).findFirst().orElseThrow();
    executor.execute(() -> bringBack(step));
  }

  private void bringBack(Step step) {
    try {
      TimeUnit.NANOSECONDS.sleep(settings.restartDelay().toNanos());
      if (bring(step)) {
        events.add(new Event.Ready(step.program().name()));
      }
    } catch (StartFailure e) {
      events.add(new Event.Failed(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private StartFailure died(Child child, String when) {
    return failure(child.program().name(), (child.ending() + " " + when).strip());
  }

  private StartFailure failure(String name, String what) {
    LogTail tail = LogTail.of(folder.log(name));
    Optional<String> cause = tail.knownCause();
    return new StartFailure(
        "%s %s%s; its log is %s"
            .formatted(name, what, cause.map(c -> ": " + c).orElse(""), folder.log(name)),
        tail.reason());
  }

  private boolean isStopping() {
    synchronized (lock) {
      return stopping;
    }
  }

  /** Stops all, the highest layer first; within a layer all at once. Safe to call again. */
  @Override
  public void close() {
    NavigableMap<Integer, List<Child>> layers = new TreeMap<>(Comparator.reverseOrder());
    synchronized (lock) {
      if (stopping) {
        return;
      }
      stopping = true;
      for (Child child : children.values()) {
        layers.computeIfAbsent(child.program().layer(), l -> new ArrayList<>()).add(child);
      }
    }
    executor.shutdownNow();
    layers.values().forEach(this::stop);
    try {
      watch.close();
    } catch (IOException e) {
      progress.line("the watch over orphans had ended before: " + e.getMessage());
    }
  }

  private void stop(List<Child> layer) {
    long begin = System.nanoTime();
    layer.stream().filter(Child::isAlive).forEach(Child::askToEnd);
    for (Child child : layer) {
      Duration left = child.program().grace().minusNanos(System.nanoTime() - begin);
      ProcessHandle process = child.process().toHandle();
      if (!Signals.awaitEnd(process, left.isNegative() ? Duration.ZERO : left)) {
        progress.line("  " + child.program().name() + " did not stop in time and is killed");
        process.destroyForcibly();
        Signals.awaitEnd(process, AFTER_KILL);
      }
      forget(child);
    }
  }

  private void forget(Child child) {
    try {
      watch.remove(child.program().stopSignal(), child.process().pid());
    } catch (IOException e) {
      progress.line("the watch over orphans is gone: " + e.getMessage());
    }
    ProcessRecord.delete(folder.run(), child.program().name());
  }

  private static long seconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
  }
}
