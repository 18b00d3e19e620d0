package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.cache.PinnedCache;
import dev.signalbox.worker.cache.PrefixCache;
import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.ProcessorConfig;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.engine.KvCache;
import dev.signalbox.worker.engine.LoadWatch;
import dev.signalbox.worker.preprocess.ImageDecoder;
import dev.signalbox.worker.prompt.ChatTemplate;
import dev.signalbox.worker.prompt.PromptEncoder;
import dev.signalbox.worker.prompt.Tokenizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A model folder, served: one thread that owns the engine, a few that prepare requests. Loads in
 * the background; a broken folder fails {@link #ready}. Thread-safe.
 */
public final class ModelServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ModelServer.class.getName());

  private static final String STOPPING = "The worker is stopping.";

  /** Far more than a step or a layer takes; only a hung machine is left behind. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(20);

  private final ServerOptions options;
  private final ServingObserver observer;
  private final Admission admission;
  private final PinnedCache<Features> features;
  private final ExecutorService preparers;
  private final FairQueue unprepared = new FairQueue();
  private final AtomicInteger preparing = new AtomicInteger();
  private final Thread thread;
  private final CompletableFuture<ModelServer> ready = new CompletableFuture<>();

  /** What exists once the folder is loaded. */
  private record Loaded(
      Engine engine, Tokenizer tokenizer, Preparation preparation, Scheduler scheduler) {}

  private volatile @Nullable Loaded loaded;
  private volatile boolean closing;
  private final LoadWatch watch;

  private ModelServer(
      Path folder, ServerOptions options, ServingObserver observer, LoadWatch watch) {
    this.watch = watch;
    this.options = options;
    this.observer = observer;
    this.admission = new Admission(options.limits());
    this.features = new PinnedCache<>(options.pictureCacheBytes());
    this.preparers =
        new ThreadPoolExecutor(
            options.prepareThreads(),
            options.prepareThreads(),
            0,
            TimeUnit.SECONDS,
            // Each task holds an admission place, so this is never full.
            new ArrayBlockingQueue<>(options.limits().maxWaiting() + 1),
            Thread.ofPlatform().daemon().name("prepare-", 0).factory());
    this.thread = Thread.ofPlatform().daemon().name("libtorch").unstarted(() -> serve(folder));
  }

  /** Starts loading the folder. */
  public static ModelServer start(Path folder, ServerOptions options, ServingObserver observer) {
    return start(folder, options, observer, LoadWatch.NONE);
  }

  /** The same with somebody who is told how far loading is. */
  public static ModelServer start(
      Path folder, ServerOptions options, ServingObserver observer, LoadWatch watch) {
    ModelServer server = new ModelServer(folder, options, observer, watch);
    server.thread.start();
    return server;
  }

  private void serve(Path folder) {
    // Beside the reading of the folder: neither needs the other, and starting waits for both.
    Thread.ofPlatform().daemon().name("load-libtorch").start(Engine::loadLibraries);
    try {
      Checkpoint checkpoint = Checkpoint.open(folder);
      ProcessorConfig processor = ProcessorConfig.read(folder, checkpoint.config());
      ChatTemplate template = ChatTemplate.read(folder);
      try (Tokenizer tokenizer = Tokenizer.read(folder);
          Engine engine = Engine.load(checkpoint, options.engine(), this::packed)) {
        PrefixCache<KvCache> prefixes = new PrefixCache<>(options.prefixCacheBytes());
        Scheduler scheduler =
            new Scheduler(
                engine,
                tokenizer,
                options.limits(),
                new PictureSeer(engine, processor.scale(), features),
                new PrefixReuse(engine, prefixes),
                observer,
                System::nanoTime);
        // Ready means that this worked.
        if (!engine.rehearse()) {
          throw new CheckpointException(
              folder,
              null,
              "its weights give no numbers: a first forward ended in NaN or infinity");
        }
        engine.trim();
        stopIfClosing();
        loaded =
            new Loaded(
                engine,
                tokenizer,
                preparation(checkpoint, processor, template, tokenizer, new SchemaAnswers(folder)),
                scheduler);
        ready.complete(this);
        try {
          scheduler.run();
        } finally {
          loaded = null;
          prefixes.clear();
          features.clear();
        }
      }
    } catch (RuntimeException e) {
      // The thread ends here either way; whoever waits for readiness, or asks whether this lives,
      // learns why. Interrupted reading fails in many ways, and then the reason is the closing.
      if (!ready.completeExceptionally(closing ? closedWhileLoading() : e) && !closing) {
        throw e;
      }
    }
  }

  private void packed(long bytes, long ofBytes) {
    watch.packed(bytes, ofBytes);
    stopIfClosing();
  }

  private void stopIfClosing() {
    if (closing) {
      throw closedWhileLoading();
    }
  }

  private static CancellationException closedWhileLoading() {
    return new CancellationException("closed while it was loading");
  }

  private Preparation preparation(
      Checkpoint checkpoint,
      ProcessorConfig processor,
      ChatTemplate template,
      Tokenizer tokenizer,
      SchemaAnswers schemas) {
    return new Preparation(
        checkpoint.config(),
        new PromptEncoder(checkpoint.config(), template, tokenizer),
        new ImageDecoder(options.pixels()),
        processor.tiles().withBudget(options.pixels().tileBudget()),
        processor.video(),
        options.limits(),
        features,
        schemas);
  }

  /**
   * Completes when a real forward has run; fails with the reason when the folder can't be served,
   * and with a {@link CancellationException} when it was closed meanwhile.
   */
  public CompletableFuture<ModelServer> ready() {
    return ready.copy();
  }

  /** Whether requests can be taken now. */
  public boolean isReady() {
    return loaded != null;
  }

  /** False once the engine's thread has died: only a restart helps. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  public int running() {
    Loaded now = loaded;
    return now == null ? 0 : now.scheduler().running();
  }

  /** Requests admitted that do not run yet. */
  public int waiting() {
    return admission.waiting();
  }

  /** Most requests that run at once. */
  public int mostRunning() {
    return options.limits().maxRunning();
  }

  /** Tiles of the waiting requests. */
  public int waitingTiles() {
    return admission.waitingTiles();
  }

  /** Tokens of the waiting requests, longest answers included. */
  public int waitingTokens() {
    return admission.waitingTokens();
  }

  /** Share of the key-value room in use, 0 to 1. */
  public double cacheUse() {
    Loaded now = loaded;
    return now == null ? 0 : now.scheduler().cacheUse();
  }

  /** Bytes of keys and values that running sequences hold. */
  public long cacheBytes() {
    Loaded now = loaded;
    return now == null ? 0 : now.scheduler().cacheBytes();
  }

  /**
   * Blocks of {@link #blockTokens} tokens that all running sequences may reserve; 0 while loading.
   */
  public int cacheBlocks() {
    Loaded now = loaded;
    return now == null ? 0 : now.scheduler().capacity() / KvRoom.BLOCK;
  }

  /** Tokens of a block of keys and values. */
  public static int blockTokens() {
    return KvRoom.BLOCK;
  }

  /** Bytes of the picture embeddings that are kept. */
  public long pictureCacheBytes() {
    return features.bytes();
  }

  /** Hits and lookups of the picture cache since the start. */
  public long pictureCacheHits() {
    return features.hits();
  }

  public long pictureCacheQueries() {
    return features.hits() + features.misses();
  }

  /** Longest prompt plus answer in tokens; 0 while loading. */
  public int contextTokens() {
    Loaded now = loaded;
    return now == null ? 0 : now.preparation().contextTokens();
  }

  /**
   * Takes a request on; never blocks. Refusals are thrown at once when the queue is full or the
   * model is not ready, and reported to the listener when they need the request to be read.
   */
  public Ticket submit(GenerationRequest request, GenerationListener listener) {
    Loaded now = loaded;
    if (now == null || closing) {
      throw refused(notReady(closing ? STOPPING : "The model is not loaded."));
    }
    Admission.Place place;
    try {
      place = admission.enter(request.tenant());
    } catch (ProblemException e) {
      throw refused(e);
    }
    Sequence sequence = new Sequence(request, listener, place, System.nanoTime());
    preparing.incrementAndGet();
    unprepared.add(sequence);
    try {
      preparers.execute(() -> prepareNext(now));
    } catch (RejectedExecutionException e) {
      failUnprepared(); // Closed since the look above.
    }
    return sequence;
  }

  /** There are as many calls of this as sequences; which one is taken is the queue's matter. */
  private void prepareNext(Loaded now) {
    Sequence next = unprepared.poll();
    if (next == null) {
      return; // Taken by a closing server.
    }
    try {
      prepare(now, next);
    } finally {
      preparing.decrementAndGet();
    }
  }

  private void failUnprepared() {
    for (Sequence next = unprepared.poll(); next != null; next = unprepared.poll()) {
      preparing.decrementAndGet();
      next.place.release();
      next.listener.onFailure(refused(notReady(STOPPING)));
    }
  }

  /** Requests whose headers and pictures are being read or wait for that. */
  int preparing() {
    return preparing.get();
  }

  private void prepare(Loaded now, Sequence sequence) {
    boolean handedOver = false;
    try {
      if (sequence.cancelled()) {
        observer.cancelled();
        return;
      }
      Prepared prepared = now.preparation().prepare(sequence.request, sequence.place);
      sequence.prepared(prepared);
      handedOver = now.scheduler().submit(sequence);
      if (!handedOver) {
        now.preparation().unpin(prepared.pictures());
        sequence.listener.onFailure(refused(notReady(STOPPING)));
      }
    } catch (ProblemException e) {
      sequence.listener.onFailure(refused(e));
    } catch (RuntimeException e) {
      // The request's own thread of work ends here: whoever waits for it must hear, whatever went
      // wrong.
      LOG.log(System.Logger.Level.ERROR, "preparing a request failed", e);
      sequence.listener.onFailure(
          refused(
              new ProblemException(WorkerProblem.ENGINE_FAILED, "Preparing the request failed.")));
    } finally {
      if (!handedOver) {
        sequence.place.release();
      }
    }
  }

  private ProblemException notReady(String message) {
    return new ProblemException(
        WorkerProblem.NOT_READY, message, null, options.limits().retryAfter());
  }

  private ProblemException refused(ProblemException problem) {
    observer.refused((WorkerProblem) problem.problem());
    return problem;
  }

  /**
   * Stops; requests in flight fail as not ready. Waits for the step or the layer's packing that
   * runs: libtorch's own threads crash a process that ends under them.
   */
  @Override
  public void close() {
    closing = true;
    preparers.shutdownNow();
    failUnprepared();
    // Loading may swallow an interrupt, which is why there is a mark besides.
    thread.interrupt();
    try {
      thread.join(CLOSE_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
