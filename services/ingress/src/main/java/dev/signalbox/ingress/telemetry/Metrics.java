package dev.signalbox.ingress.telemetry;

import dev.signalbox.ingress.classify.Classification;
import dev.signalbox.ingress.dispatch.AttemptObserver;
import dev.signalbox.ingress.flow.Decision;
import dev.signalbox.ingress.flow.FlowObserver;
import dev.signalbox.ingress.flow.Visit;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.ingress.settlement.Ending;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import dev.signalbox.platform.problem.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Counts requests. Meters are looked up once for each set of labels. Thread-safe. */
public final class Metrics implements FlowObserver, AttemptObserver {
  /** 10 ms to 82 s, doubling: what the GenAI conventions ask for. */
  private static final Duration[] OPERATION_BUCKETS =
      IntStream.range(0, 14).mapToObj(i -> Duration.ofMillis(10L << i)).toArray(Duration[]::new);

  /** 1 token to a million, each four times the last; no request of a pool is longer. */
  private static final double[] TOKEN_BUCKETS =
      IntStream.range(0, 11).mapToDouble(i -> 1L << (2 * i)).toArray();

  /** Requests of a route that nobody answered. */
  static final String UNANSWERED = "signalbox.ingress.requests.unanswered";

  private final MeterRegistry registry;
  private final Map<Ended, EndedMeters> ended = new ConcurrentHashMap<>();
  private final Map<String, Counter> refused = new ConcurrentHashMap<>();
  private final Map<String, Counter> unanswered = new ConcurrentHashMap<>();
  private final Map<String, Counter> decided = new ConcurrentHashMap<>();
  private final Map<String, Timer> classified = new ConcurrentHashMap<>();
  private final Map<Failed, Counter> failed = new ConcurrentHashMap<>();
  private final Map<Checked, Counter> checked = new ConcurrentHashMap<>();
  private final Map<Asked, Timer> asked = new ConcurrentHashMap<>();
  private final Map<Asked, Timer> spoke = new ConcurrentHashMap<>();
  private final Timer added;
  private final Counter unrecorded;

  private record Ended(String route, String model, Ending ending) {}

  private record Checked(String route, boolean failed) {}

  private record Failed(String model, UpstreamFailure.Kind kind) {}

  private record EndedMeters(
      Timer duration,
      DistributionSummary input,
      DistributionSummary output,
      Counter billed,
      Counter reference) {}

  private record Asked(String model, String provider, Optional<UpstreamFailure.Kind> failure) {}

  public Metrics(MeterRegistry registry) {
    this.registry = registry;
    this.added =
        Timer.builder("signalbox.ingress.added.latency")
            .description("Time of a request that was not spent waiting for a model")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(50_000))
            .maximumExpectedValue(Duration.ofSeconds(1))
            .register(registry);
    // There before the first fault: an alert compares them with each other.
    List.of("answered", "late", "unavailable")
        .forEach(status -> classified.computeIfAbsent(status, this::classification));
    this.unrecorded =
        Counter.builder("signalbox.ingress.cost.unrecorded")
            .description("Settled requests whose cost event found no room: in the log alone")
            .register(registry);
  }

  @Override
  public void classified(Classification classification) {
    String status =
        switch (classification.estimates()) {
          case Estimates.Answered answered -> "answered";
          case Estimates.Late late -> "late";
          case Estimates.Unavailable unavailable -> "unavailable";
          case Estimates.Skipped skipped -> "skipped";
        };
    classified.computeIfAbsent(status, this::classification).record(classification.took());
  }

  private Timer classification(String status) {
    return Timer.builder("signalbox.ingress.classification")
        .description("Time that the classifier took, by what came of it")
        .tag("status", status)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos(100_000))
        .maximumExpectedValue(Duration.ofSeconds(1))
        .register(registry);
  }

  @Override
  public void decided(Decision decision) {
    decided
        .computeIfAbsent(
            decision.routed().code().code(),
            code ->
                Counter.builder("signalbox.ingress.decisions")
                    .description("Decisions by their reason")
                    .tag("reason", code)
                    .register(registry))
        .increment();
  }

  @Override
  public void settled(
      Visit visit, Decision decision, String model, Settled settled, Ending ending) {
    EndedMeters meters =
        ended.computeIfAbsent(new Ended(decision.route().name(), model, ending), this::endedMeters);
    meters.duration.record(visit.phases().totalNanos(), TimeUnit.NANOSECONDS);
    meters.input.record((double) settled.usage().inputTokens());
    meters.output.record((double) settled.usage().outputTokens());
    meters.billed.increment((double) settled.charge().billed().nanoUsd());
    meters.reference.increment((double) settled.charge().reference().nanoUsd());
    if (!settled.recorded()) {
      unrecorded.increment();
    }
    if (ending == Ending.COMPLETED) {
      added.record(visit.phases().addedNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void checked(Decision decision, boolean failed) {
    checked
        .computeIfAbsent(
            new Checked(decision.route().name(), failed),
            labels ->
                Counter.builder("signalbox.ingress.answers.checked")
                    .description("Answers checked before they were sent")
                    .tag("route", labels.route)
                    .tag("passed", Boolean.toString(!labels.failed))
                    .register(registry))
        .increment();
  }

  private EndedMeters endedMeters(Ended labels) {
    String[] tags = {
      "gen_ai.request.model", labels.route,
      "gen_ai.response.model", labels.model,
      "outcome", labels.ending.name().toLowerCase(Locale.ROOT)
    };
    return new EndedMeters(
        Timer.builder("gen_ai.server.request.duration")
            .description("Time from acceptance to the end of the answer")
            .tags(tags)
            .serviceLevelObjectives(OPERATION_BUCKETS)
            .register(registry),
        tokens("input", tags),
        tokens("output", tags),
        money("signalbox.ingress.cost.billed", "What was billed", tags),
        money(
            "signalbox.ingress.cost.reference", "The same requests on the reference model", tags));
  }

  private DistributionSummary tokens(String type, String... tags) {
    return DistributionSummary.builder("gen_ai.client.token.usage")
        .description("Tokens of settled requests")
        .tags(tags)
        .tag("gen_ai.token.type", type)
        .serviceLevelObjectives(TOKEN_BUCKETS)
        .register(registry);
  }

  private Counter money(String name, String description, String... tags) {
    return Counter.builder(name)
        .description(description)
        .baseUnit("nanodollars")
        .tags(tags)
        .register(registry);
  }

  @Override
  public void unanswered(Decision decision) {
    unanswered
        .computeIfAbsent(
            decision.route().name(),
            route ->
                Counter.builder(UNANSWERED)
                    .description("Requests that no model answered, and that were not to blame")
                    .tag("gen_ai.request.model", route)
                    .register(registry))
        .increment();
  }

  @Override
  public void refused(ProblemException problem) {
    refused
        .computeIfAbsent(
            problem.problem().code(),
            code ->
                Counter.builder("signalbox.ingress.problems")
                    .description("Requests that ended with a problem, by its code")
                    .tag("code", code)
                    .tag("status", Integer.toString(problem.problem().httpStatus()))
                    .register(registry))
        .increment();
  }

  @Override
  public void failed(Model model, UpstreamFailure failure) {
    failed
        .computeIfAbsent(
            new Failed(model.name(), failure.kind()),
            labels ->
                Counter.builder("signalbox.ingress.attempts.failed")
                    .description("Upstream attempts that failed, by how")
                    .tag("model", labels.model)
                    .tag("kind", labels.kind.label())
                    .register(registry))
        .increment();
  }

  @Override
  public void firstChunk(Model model, long nanos) {
    spoke
        .computeIfAbsent(
            new Asked(model.name(), model.provider(), Optional.empty()),
            labels ->
                Timer.builder("gen_ai.client.operation.time_to_first_chunk")
                    .description("Time from asking a model to the first words of its stream")
                    .tag("gen_ai.operation.name", "chat")
                    .tag("gen_ai.provider.name", labels.provider)
                    .tag("gen_ai.request.model", labels.model)
                    .serviceLevelObjectives(OPERATION_BUCKETS)
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void ended(Model model, Optional<UpstreamFailure.Kind> failure, long nanos) {
    asked
        .computeIfAbsent(
            new Asked(model.name(), model.provider(), failure),
            labels ->
                Timer.builder("gen_ai.client.operation.duration")
                    .description("Time from asking a model to the end of its answer")
                    .tag("gen_ai.operation.name", "chat")
                    .tag("gen_ai.provider.name", labels.provider)
                    .tag("gen_ai.request.model", labels.model)
                    .tag("error.type", labels.failure.map(UpstreamFailure.Kind::label).orElse(""))
                    .serviceLevelObjectives(OPERATION_BUCKETS)
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
