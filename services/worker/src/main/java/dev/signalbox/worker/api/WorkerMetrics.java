package dev.signalbox.worker.api;

import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.ModelServer;
import dev.signalbox.worker.serving.ServingObserver;
import dev.signalbox.worker.serving.WorkerProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * The worker's metrics under vLLM's names, so that dashboards and autoscalers made for it read
 * them.
 */
@Singleton
public class WorkerMetrics implements ServingObserver {
  private static final double[] TOKEN_SECONDS = {
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.4, 1, 2.5
  };

  private final MeterRegistry registry;
  private final Tags tags;
  private final Timer firstToken;
  private final Timer queued;
  private final Timer nextToken;
  private final Timer interToken;
  private final Timer genAiFirstToken;
  private final Timer genAiNextToken;
  private final Timer whole;
  private final Counter promptTokens;
  private final Counter outputTokens;
  private final Counter prefixQueries;
  private final Counter prefixHits;

  public WorkerMetrics(MeterRegistry registry, WorkerConfig config) {
    this.registry = registry;
    this.tags = Tags.of("model_name", config.model().name());
    this.firstToken =
        timer(
            "vllm:time_to_first_token",
            0.005,
            0.01,
            0.02,
            0.04,
            0.08,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10,
            40);
    this.queued =
        timer("vllm:request_queue_time", 0.01, 0.05, 0.1, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60);
    // The same under vLLM's former and present name.
    this.nextToken = timer("vllm:time_per_output_token", TOKEN_SECONDS);
    this.interToken = timer("vllm:inter_token_latency", TOKEN_SECONDS);
    // And under the GenAI conventions' names.
    this.genAiFirstToken =
        genAi(
            config, "gen_ai.server.time_to_first_token", 0.01, 0.04, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);
    this.genAiNextToken = genAi(config, "gen_ai.server.time_per_output_token", TOKEN_SECONDS);
    this.whole = timer("vllm:e2e_request_latency", 0.05, 0.1, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60, 120);
    this.promptTokens = registry.counter("vllm:prompt_tokens", tags);
    this.outputTokens = registry.counter("vllm:generation_tokens", tags);
    this.prefixQueries = registry.counter("vllm:prefix_cache_queries", tags);
    this.prefixHits = registry.counter("vllm:prefix_cache_hits", tags);
  }

  private Timer timer(String name, double... bucketSeconds) {
    return timer(name, tags, bucketSeconds);
  }

  private Timer genAi(WorkerConfig config, String name, double... bucketSeconds) {
    Tags conventional =
        Tags.of(
            "gen_ai.operation.name", "chat",
            "gen_ai.provider.name", "signalbox",
            "gen_ai.request.model", config.model().name());
    return timer(name, conventional, bucketSeconds);
  }

  private Timer timer(String name, Tags labels, double... bucketSeconds) {
    return Timer.builder(name)
        .tags(labels)
        .serviceLevelObjectives(
            DoubleStream.of(bucketSeconds)
                .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  /** Registers the gauges of a server. */
  void watch(ModelServer server) {
    Gauge.builder("vllm:num_requests_running", server, ModelServer::running)
        .tags(tags)
        .register(registry);
    Gauge.builder("vllm:num_requests_waiting", server, ModelServer::waiting)
        .tags(tags)
        .register(registry);
    for (String name : new String[] {"vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"}) {
      Gauge.builder(name, server, ModelServer::cacheUse).tags(tags).register(registry);
    }
    FunctionCounter.builder("vllm:mm_cache_queries", server, ModelServer::pictureCacheQueries)
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("vllm:mm_cache_hits", server, ModelServer::pictureCacheHits)
        .tags(tags)
        .register(registry);
  }

  @Override
  public void started(Duration sinceSubmitted) {
    queued.record(sinceSubmitted);
  }

  @Override
  public void firstToken(Duration sinceSubmitted) {
    firstToken.record(sinceSubmitted);
    genAiFirstToken.record(sinceSubmitted);
  }

  @Override
  public void nextToken(Duration sincePrevious) {
    nextToken.record(sincePrevious);
    genAiNextToken.record(sincePrevious);
    interToken.record(sincePrevious);
  }

  @Override
  public void finished(GenerationEvent.Reason reason, GenerationEvent.Usage usage, Duration total) {
    whole.record(total);
    promptTokens.increment(usage.promptTokens());
    outputTokens.increment(usage.outputTokens());
    prefixQueries.increment(usage.promptTokens());
    prefixHits.increment(usage.cachedTokens());
    registry
        .counter(
            "vllm:request_success",
            tags.and("finished_reason", reason.name().toLowerCase(Locale.ROOT)))
        .increment();
  }

  @Override
  public void refused(WorkerProblem problem) {
    registry.counter("signalbox.worker.refused", tags.and("problem", problem.code())).increment();
  }
}
