package dev.signalbox.ingress;

import dev.signalbox.edge.telemetry.TracingConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every setting of the ingress. Durations as {@code 250ms}, {@code 30s} or {@code PT30S}. */
@ConfigMapping(prefix = "signalbox.ingress")
public interface IngressConfig {
  /** API keys of clients. */
  Keys keys();

  /** Verdict, which keeps keys and budgets. */
  Control control();

  /** The pool of models and routes. */
  Pool pool();

  /** What a request may be. */
  Limits limits();

  /** Pictures in requests. */
  Pictures pictures();

  /** The classifier. */
  ClassifierConfig classifier();

  /** Conversations that stay where their prompt cache is. */
  Affinity affinity();

  /** Decisions that {@code GET /v1/decisions/{id}} remembers. */
  Decisions decisions();

  /** Models behind the ingress. */
  Upstreams upstreams();

  /** Workers that are found by their labels. */
  WorkersConfig workers();

  /** Answers that are streamed. */
  Streams streams();

  /** Answers that are given again. */
  Replay replay();

  /** Files and batches. */
  BatchConfig batches();

  /** Prices that models refer to. */
  PricesConfig prices();

  /** Spans for a collector. */
  TracingConfig tracing();

  /** Prompts in the log. */
  PromptLogConfig promptLog();

  /** Answers held against the reference's. */
  ParityConfig parity();

  /** Events on their way to Kafka. */
  Events events();

  /** How long made-up requests are rehearsed before the process is ready; 0 for not at all. */
  @WithDefault("2s")
  Duration warmUp();

  /** Threads that read, think and write; 0 for one on each processor. Default: Quarkus' setting. */
  @Min(0)
  @Max(1024)
  @WithDefault("${quarkus.vertx.event-loops-pool-size:0}")
  int eventLoops();

  /** API keys of clients. */
  interface Keys {
    /**
     * YAML file with {@code keys: [{id, tenant, sha256, expires, requestsPerMinute,
     * tokensPerMinute}]}; watched.
     */
    @WithDefault(".signalbox/keys.yaml")
    Path file();

    /** How often the file is looked at. */
    @WithDefault("250ms")
    Duration watchInterval();
  }

  /** Verdict, which keeps keys and budgets. */
  interface Control {
    /**
     * Address of verdict as {@code host:port}. Without it there are the keys of the file and no
     * budgets.
     */
    Optional<String> address();

    /** Where the keys and budgets heard last are kept, for a start while verdict is away. */
    @WithDefault(".signalbox/ingress-access.bin")
    Path snapshot();

    /** Longest that a request waits for room in a budget that is not used up. */
    @WithDefault("1500ms")
    Duration patience();
  }

  /** The pool of models and routes. */
  interface Pool {
    enum Source {
      FILE,
      CLUSTER
    }

    /** FILE, or CLUSTER: resources of a Kubernetes namespace. */
    @WithDefault("file")
    Source source();

    /** With CLUSTER: the namespace; without it the one of the service account or kubeconfig. */
    Optional<String> namespace();

    /** With CLUSTER: how long the start waits for the first list. */
    @WithDefault("20s")
    Duration listPatience();

    /**
     * With CLUSTER: where the pool accepted last is kept, for a start while the API server is away.
     */
    @WithDefault(".signalbox/ingress-pool.txt")
    Path snapshot();

    /** With CLUSTER: whether this replica stands for writing the documents' statuses. */
    @WithDefault("true")
    boolean statuses();

    /** The pool's YAML documents; watched. */
    @WithDefault("deploy/local/pool.yaml")
    Path file();

    /** How often the file is looked at. */
    @WithDefault("250ms")
    Duration watchInterval();
  }

  /** What a request may be. */
  interface Limits {
    /** Largest request body in bytes; beyond it the answer is 413. */
    @WithDefault("20971520")
    @Min(1024)
    @Max(1073741824)
    int bodyBytes();

    /** Bytes of request bodies held at once; beyond it the answer is 503. */
    @WithDefault("268435456")
    @Min(1024)
    long bodyBytesInFlight();

    /** Requests being answered at once; beyond it the answer is 503. */
    @WithDefault("2000")
    @Min(1)
    int requestsInFlight();

    /** Longest wait for the whole request body. */
    @WithDefault("30s")
    Duration bodyTimeout();

    /** Deepest nesting of the request's JSON. */
    @WithDefault("100")
    @Min(8)
    @Max(1000)
    int jsonDepth();

    /** Most messages in one conversation. */
    @WithDefault("2048")
    @Min(1)
    int messages();

    /** Most pictures in one request. */
    @WithDefault("16")
    @Min(0)
    int pictures();
  }

  /** Pictures in requests. */
  interface Pictures {
    /**
     * Private networks that http(s) addresses may lead to, such as {@code 10.1.0.0/16}; none by
     * default.
     */
    Optional<List<String>> allowedNetworks();

    /** Ports that http(s) addresses may name. */
    @WithDefault("80,443")
    List<Integer> ports();

    /** Longest fetch of one picture, redirects included. */
    @WithDefault("10s")
    Duration fetchTimeout();

    /** Fetches under way at once; beyond it a request with one more is refused. */
    @WithDefault("64")
    @Min(1)
    int fetches();

    /** Redirects followed, each checked anew. */
    @WithDefault("3")
    @Min(0)
    @Max(10)
    int maxRedirects();

    /** Largest picture in encoded bytes. */
    @WithDefault("10485760")
    @Min(1024)
    int maxBytes();

    /** Most pixels of one picture, width times height. */
    @WithDefault("40000000")
    @Min(1)
    long maxPixels();
  }

  /** Conversations that stay where their prompt cache is. */
  interface Affinity {
    /**
     * Most conversations remembered by this process, those that other replicas told of included;
     * the longest unused goes first; 0 for none.
     */
    @WithDefault("20000")
    @Min(0)
    @Max(1000000)
    int conversations();

    /** How long after an answer its prompt is taken to lie in the provider's prompt cache. */
    @WithDefault("5m")
    Duration keep();

    /** Shortest prompt, in estimated text tokens, that providers cache. */
    @WithDefault("1024")
    @Min(0)
    int leastTokens();
  }

  /** Decisions that {@code GET /v1/decisions/{id}} remembers. */
  interface Decisions {
    /** The newest that this process keeps in memory, some 3 kilobytes each; 0 for none. */
    @WithDefault("2000")
    @Min(0)
    @Max(100000)
    int remembered();
  }

  /** Models behind the ingress. */
  interface Upstreams {
    /** Longest wait for a connection. */
    @WithDefault("2s")
    Duration connectTimeout();

    /**
     * Longest wait for the first token, or for the whole of a plain answer; then the next model is
     * tried.
     */
    @WithDefault("60s")
    Duration firstByteTimeout();

    /** Longest silence inside a stream. */
    @WithDefault("30s")
    Duration idleTimeout();

    /** Longest time for all attempts until the first token, or until a plain answer is whole. */
    @WithDefault("120s")
    Duration deadline();

    /** Most models tried for one request. */
    @WithDefault("3")
    @Min(1)
    @Max(10)
    int attempts();

    /**
     * How long a model may keep quiet before the next one is asked beside it; the first to speak
     * answers, and both are billed. Never, when it is not set.
     */
    Optional<Duration> hedgeAfter();

    /** Connections to one upstream, for each event loop. */
    @WithDefault("512")
    @Min(1)
    int connections();

    /** Requests that wait for a connection to one upstream, for each event loop. */
    @WithDefault("256")
    @Min(0)
    int waiting();

    /** How long an idle connection is kept. */
    @WithDefault("4s")
    Duration keepAlive();

    /** Largest plain answer, and largest event of a stream, in bytes. */
    @WithDefault("16777216")
    @Min(1024)
    int answerBytes();

    /** Consecutive failures after which an upstream is left alone. */
    @WithDefault("5")
    @Min(1)
    int failuresToOpen();

    /** How long it is left alone, when it did not say so itself. */
    @WithDefault("5s")
    Duration coolDown();

    /** Longest Retry-After of an upstream that is honoured. */
    @WithDefault("60s")
    Duration longestCoolDown();
  }

  /** Answers that are streamed. */
  interface Streams {
    /** How often a comment is sent to the client while there is no first token yet. */
    @WithDefault("10s")
    Duration pingInterval();
  }

  /** Answers that are given again, kept in this process's memory. */
  interface Replay {
    /** How long a request is remembered under its Idempotency-Key. */
    @WithDefault("24h")
    Duration idempotencyLifetime();

    /** Bytes kept for repeated requests; the oldest leave first. */
    @WithDefault("67108864")
    @Min(65536)
    long idempotencyBytes();

    /** Tenants whose requests that equal an earlier one to the byte get its answer; none. */
    Optional<List<String>> cacheTenants();

    /** How old a cached answer may be. */
    @WithDefault("5m")
    Duration cacheLifetime();

    /** Bytes of cached answers; the least recently used leave first. */
    @WithDefault("67108864")
    @Min(65536)
    long cacheBytes();

    /** Most answers kept by either. */
    @WithDefault("100000")
    @Min(1)
    int entries();

    /** Largest answer that is kept, in bytes. */
    @WithDefault("1048576")
    @Min(1024)
    int answerBytes();
  }

  /** Events on their way to Kafka. */
  interface Events {
    /** Where undelivered events are kept; one process each. */
    @WithDefault(".signalbox/spool/ingress")
    Path spool();

    /**
     * Undelivered bytes kept; when full, requests are refused rather than answered without a
     * record.
     */
    @WithDefault("268435456")
    @Min(65536)
    long spoolBytes();

    /** Size of one spool file. */
    @WithDefault("8388608")
    @Min(65536)
    long segmentBytes();

    /** CloudEvents source of this process. */
    @WithDefault("/signalbox/ingress")
    String source();

    /** Longest wait for the broker before a batch is published again. */
    @WithDefault("11m")
    Duration publishTimeout();

    /** Longest wait for the backlog at shutdown; the next start delivers what is left. */
    @WithDefault("5s")
    Duration flushTimeout();
  }
}
