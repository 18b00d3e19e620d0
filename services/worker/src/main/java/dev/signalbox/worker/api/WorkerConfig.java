package dev.signalbox.worker.api;

import dev.signalbox.edge.telemetry.TracingConfig;
import dev.signalbox.worker.engine.EngineDevice;
import dev.signalbox.worker.program.Precision;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Everything that can be set on a worker. */
@ConfigMapping(prefix = "signalbox.worker")
public interface WorkerConfig {
  /** What is served. */
  @Valid
  Model model();

  /** How it runs. */
  @Valid
  Engine engine();

  /** How much is taken on at once. */
  @Valid
  Limits limits();

  /** Which pictures are taken. */
  @Valid
  Pictures pictures();

  /** What is kept for later. */
  @Valid
  Cache cache();

  /** The OpenAI endpoint on the same port. */
  @Valid
  OpenAi openai();

  /** Spans for a collector. */
  @Valid
  TracingConfig tracing();

  /** The endpoint that needs no ingress: {@code /v1/chat/completions} and {@code /v1/models}. */
  interface OpenAi {
    /** Whether it is there. */
    @WithDefault("true")
    boolean enabled();

    /** Key that callers must send as a bearer token; absent means that none is asked for. */
    Optional<String> apiKey();

    /** Longest request body. */
    @WithDefault("64M")
    @NotNull
    MemorySize maxBody();
  }

  /** Batch jobs from Kafka. */
  @Valid
  Jobs jobs();

  /** Batch work; nothing leads to Kafka unless it is on. */
  interface Jobs {
    /** Whether jobs for this model are pulled from {@code signalbox.jobs}. */
    @WithDefault("false")
    boolean enabled();

    /** Kafka's addresses. */
    @WithDefault("${kafka.bootstrap.servers:127.0.0.1:9092}")
    @NotBlank
    String servers();

    /** Jobs in flight at most; none starts while anyone else waits. */
    @WithDefault("2")
    @Min(1)
    @Max(64)
    int slots();

    /** Folder of results that wait for Kafka and of the ledger that dedupes jobs. */
    @WithDefault("spool/worker")
    @NotNull
    Path folder();

    /** Results that may wait there in bytes; beyond it no job is begun. */
    @WithDefault("256M")
    @NotNull
    MemorySize spoolBytes();

    /** Longest wait for waiting results when the worker stops. */
    @WithDefault("2s")
    @NotNull
    Duration flushTimeout();
  }

  /** The model folder and its name. */
  interface Model {
    /** Hugging Face folder of a SmolVLM-family checkpoint. */
    @WithDefault("checkpoint/signalbox-see")
    @NotNull
    Path path();

    /** Name under which requests ask for it. */
    @WithDefault("signalbox-see")
    @NotBlank
    String name();
  }

  /** libtorch. */
  interface Engine {
    /** Threads inside one operation; they are libtorch's own and never an event loop. */
    @WithDefault("1")
    @Min(1)
    @Max(1024)
    int threads();

    /**
     * Processors that libtorch's threads keep to, as Linux writes them (0-3,8): what is left out
     * stays free for event loops. Empty: wherever the system puts them.
     */
    Optional<String> processors();

    /**
     * What the model computes in: fp32 (as the reference), bf16, or int8 (text model in 8 bits,
     * pictures in bf16). The errors are in docs/benchmarks.md; int8 needs x86-64.
     */
    @WithDefault("fp32")
    @NotNull
    Precision precision();

    /**
     * Where the model computes: auto (CUDA when libtorch finds a device, else the processor), cpu
     * or cuda. CUDA needs the GPU image and computes in fp32 or bf16.
     */
    @WithDefault("auto")
    @NotNull
    EngineDevice device();

    /** Threads that decode and cut pictures. */
    @WithDefault("1")
    @Min(1)
    @Max(64)
    int prepareThreads();
  }

  /** Bounds; beyond them requests are refused with a time to retry. */
  interface Limits {
    /** Sequences computed in one step. */
    @WithDefault("8")
    @Min(1)
    @Max(1024)
    int running();

    /** Requests admitted but not yet running. */
    @WithDefault("64")
    @Min(1)
    @Max(100000)
    int waiting();

    /** Picture tiles of those requests. */
    @WithDefault("256")
    @Min(1)
    int waitingTiles();

    /** Tokens of those requests, prompts and longest answers together. */
    @WithDefault("131072")
    @Min(1)
    int waitingTokens();

    /** Keys and values that all running sequences may reserve. */
    @WithDefault("256M")
    @NotNull
    MemorySize kvCache();

    /** Longest prompt plus answer in tokens; the model may allow less. */
    @WithDefault("8192")
    @Min(16)
    int contextTokens();

    /** Tokens of an answer when the request names no number. */
    @WithDefault("256")
    @Min(1)
    int defaultOutputTokens();

    /** Prompt tokens computed in one step. */
    @WithDefault("256")
    @Min(1)
    int prefillTokens();

    /** What a refused caller is told to wait. */
    @WithDefault("1s")
    @NotNull
    Duration retryAfter();
  }

  /** Bounds on pictures, checked on their headers. */
  interface Pictures {
    /**
     * Most tiles of one; 0 for what the checkpoint asks. Any other number is a deviation from the
     * reference: answers get cheaper and are no longer exact.
     */
    @WithDefault("0")
    @Min(0)
    int tileBudget();

    /** Pictures in one request. */
    @WithDefault("8")
    @Min(0)
    int perRequest();

    /** Encoded size of one. */
    @WithDefault("16M")
    @NotNull
    MemorySize maxSize();

    /** Width times height of one. */
    @WithDefault("20000000")
    @Min(1)
    long maxPixels();
  }

  /** Byte bounds of the caches; 0 turns one off. */
  interface Cache {
    /** Picture embeddings by content. */
    @WithDefault("64M")
    @NotNull
    MemorySize pictures();

    /** Keys and values of finished conversations. */
    @WithDefault("96M")
    @NotNull
    MemorySize prefixes();
  }
}
