package dev.signalbox.worker.api;

import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.ModelServer;
import dev.signalbox.worker.serving.Served;
import dev.signalbox.worker.serving.ServingObserver;
import dev.signalbox.worker.serving.WorkerProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
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
  private static final double[] REQUEST_SECONDS = {
    0.01, 0.05, 0.1, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60, 120
  };
  private static final double[] TOKENS = {1, 8, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192};

  private final MeterRegistry registry;
  private final Tags tags;
  private final Timer firstToken;
  private final Timer queued;
  private final Timer nextToken;
  private final Timer interToken;
  private final Timer genAiFirstToken;
  private final Timer genAiNextToken;
  private final Timer whole;
  private final Timer prefill;
  private final Timer decode;
  private final Timer inference;
  private final DistributionSummary promptLength;
  private final DistributionSummary outputLength;
  private final DistributionSummary longestOutput;
  private final DistributionSummary stepTokens;
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
    this.whole = timer("vllm:e2e_request_latency", REQUEST_SECONDS);
    this.prefill = timer("vllm:request_prefill_time", REQUEST_SECONDS);
    this.decode = timer("vllm:request_decode_time", REQUEST_SECONDS);
    this.inference = timer("vllm:request_inference_time", REQUEST_SECONDS);
    this.promptLength = tokens("vllm:request_prompt_tokens");
    this.outputLength = tokens("vllm:request_generation_tokens");
    this.longestOutput = tokens("vllm:request_params_max_tokens");
    this.stepTokens = tokens("vllm:iteration_tokens_total");
    this.promptTokens = registry.counter("vllm:prompt_tokens", tags);
    this.outputTokens = registry.counter("vllm:generation_tokens", tags);
    this.prefixQueries = registry.counter("vllm:prefix_cache_queries", tags);
    this.prefixHits = registry.counter("vllm:prefix_cache_hits", tags);
  }

  private DistributionSummary tokens(String name) {
    return DistributionSummary.builder(name)
        .tags(tags)
        .serviceLevelObjectives(TOKENS)
        .register(registry);
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
    Gauge.builder("signalbox.worker.kv.bytes", server, ModelServer::cacheBytes)
        .description("Keys and values that running requests hold")
        .tags(tags)
        .register(registry);
    Gauge.builder("signalbox.worker.picture.cache.bytes", server, ModelServer::pictureCacheBytes)
        .description("Picture embeddings that are kept")
        .tags(tags)
        .register(registry);
    CompletableFuture<Void> unused = server.ready().thenAccept(this::sizes);
    FunctionCounter.builder("vllm:mm_cache_queries", server, ModelServer::pictureCacheQueries)
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("vllm:mm_cache_hits", server, ModelServer::pictureCacheHits)
        .tags(tags)
        .register(registry);
  }

  /** How the Gateway API inference extension reads sizes: as labels of a constant. */
  private void sizes(ModelServer server) {
    Gauge.builder("vllm:cache_config_info", () -> 1)
        .tags(tags)
        .tag("block_size", Integer.toString(ModelServer.blockTokens()))
        .tag("num_gpu_blocks", Integer.toString(server.cacheBlocks()))
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
  public void stepped(int tokens) {
    stepTokens.record(tokens);
  }

  @Override
  public void finished(Served request) {
    GenerationEvent.Usage usage = request.usage();
    whole.record(request.total());
    prefill.record(request.prefill());
    decode.record(request.decode());
    inference.record(request.prefill().plus(request.decode()));
    promptLength.record(usage.promptTokens());
    outputLength.record(usage.outputTokens());
    longestOutput.record(request.maxOutputTokens());
    promptTokens.increment(usage.promptTokens());
    outputTokens.increment(usage.outputTokens());
    prefixQueries.increment(usage.promptTokens());
    prefixHits.increment(usage.cachedTokens());
    ended(request.reason().name().toLowerCase(Locale.ROOT));
  }

  /** What vLLM calls aborted. */
  @Override
  public void cancelled() {
    ended("abort");
  }

  private void ended(String reason) {
    registry.counter("vllm:request_success", tags.and("finished_reason", reason)).increment();
  }

  @Override
  public void refused(WorkerProblem problem) {
    registry.counter("signalbox.worker.refused", tags.and("problem", problem.code())).increment();
  }
}
