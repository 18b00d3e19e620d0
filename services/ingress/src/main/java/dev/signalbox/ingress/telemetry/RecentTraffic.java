package dev.signalbox.ingress.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this replica's meters say of each model and route over the last minutes. Looked at on demand
 * and at most once a step, so what it says changes that seldom. Thread-safe.
 */
public final class RecentTraffic {
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final int STEPS = 10;

  private final MeterRegistry registry;
  private final LongSupplier nanoTime;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long sampledAt;

  private record Totals(long answered, long attempts, double billed, long requests) {
    static final Totals NONE = new Totals(0, 0, 0, 0);

    Totals plus(Totals other) {
      return new Totals(
          answered + other.answered,
          attempts + other.attempts,
          billed + other.billed,
          requests + other.requests);
    }
  }

  /** Counted since the start. */
  private record Sample(Map<String, Totals> models, Map<String, Totals> routes) {}

  /**
   * What was seen.
   *
   * @param success share of a model's attempts or of a route's requests that were answered, 0 to 1;
   *     empty without any
   * @param billedNanoUsd what was billed, in nano-dollars; empty without requests
   */
  public record Seen(OptionalDouble success, OptionalLong billedNanoUsd) {}

  /**
   * Begins now: what was counted before is not recent.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public RecentTraffic(MeterRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
    samples.add(sample());
    sampledAt = nanoTime.getAsLong();
  }

  /** Of the last ten minutes, or since the start. */
  public Seen ofModel(String name) {
    return seen(name, Sample::models);
  }

  /** Of the last ten minutes, or since the start. */
  public Seen ofRoute(String name) {
    return seen(name, Sample::routes);
  }

  private synchronized Seen seen(String name, Function<Sample, Map<String, Totals>> kind) {
    long now = nanoTime.getAsLong();
    if (now - sampledAt >= STEP.toNanos()) {
      samples.add(sample());
      sampledAt = now;
      if (samples.size() > STEPS + 1) {
        samples.removeFirst();
      }
    }
    Totals first = kind.apply(samples.getFirst()).getOrDefault(name, Totals.NONE);
    Totals last = kind.apply(samples.getLast()).getOrDefault(name, Totals.NONE);
    long attempts = last.attempts - first.attempts;
    long requests = last.requests - first.requests;
    return new Seen(
        attempts > 0
            ? OptionalDouble.of((double) (last.answered - first.answered) / attempts)
            : OptionalDouble.empty(),
        requests > 0
            ? OptionalLong.of(Math.round(last.billed - first.billed))
            : OptionalLong.empty());
  }

  private Sample sample() {
    return new Sample(models(), routes());
  }

  /** A route's attempts are its requests: what was interrupted or unanswered was not answered. */
  private Map<String, Totals> routes() {
    Map<String, Totals> totals = new HashMap<>();
    for (Timer timer : registry.find("gen_ai.server.request.duration").timers()) {
      long count = timer.count();
      boolean completed = Objects.equals(timer.getId().getTag("outcome"), "completed");
      boolean judged = completed || Objects.equals(timer.getId().getTag("outcome"), "interrupted");
      add(totals, route(timer), new Totals(completed ? count : 0, judged ? count : 0, 0, count));
    }
    for (Counter counter : registry.find(Metrics.UNANSWERED).counters()) {
      add(totals, route(counter), new Totals(0, (long) counter.count(), 0, 0));
    }
    for (Counter counter : registry.find("signalbox.ingress.cost.billed").counters()) {
      add(totals, route(counter), new Totals(0, 0, counter.count(), 0));
    }
    return totals;
  }

  private Map<String, Totals> models() {
    Map<String, Totals> totals = new HashMap<>();
    for (Timer timer : registry.find("gen_ai.client.operation.duration").timers()) {
      boolean answered = Objects.equals(timer.getId().getTag("error.type"), "");
      add(
          totals,
          timer.getId().getTag("gen_ai.request.model"),
          new Totals(answered ? timer.count() : 0, timer.count(), 0, 0));
    }
    for (Counter counter : registry.find("signalbox.ingress.cost.billed").counters()) {
      add(totals, model(counter), new Totals(0, 0, counter.count(), 0));
    }
    for (Timer timer : registry.find("gen_ai.server.request.duration").timers()) {
      add(totals, model(timer), new Totals(0, 0, 0, timer.count()));
    }
    return totals;
  }

  private static @Nullable String route(Meter meter) {
    return meter.getId().getTag("gen_ai.request.model");
  }

  private static @Nullable String model(Meter meter) {
    return meter.getId().getTag("gen_ai.response.model");
  }

  private static void add(Map<String, Totals> totals, @Nullable String model, Totals more) {
    if (model != null) {
      totals.merge(model, more, Totals::plus);
    }
  }
}
