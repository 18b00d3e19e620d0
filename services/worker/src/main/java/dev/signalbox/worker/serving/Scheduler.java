package dev.signalbox.worker.serving;

import ai.djl.engine.EngineException;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.prompt.TextStream;
import dev.signalbox.worker.prompt.Tokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

/**
 * Continuous batching on the engine's thread. Each turn: cancelled sequences leave, waiting ones
 * join while there is room, one tile of one new picture is seen, and one step runs every decoding
 * sequence by a token and at most {@code prefillTokens} of prompt, so nobody's tokens wait for
 * another's long prompt or picture. Places, tiles and prompt tokens go to tenants in turn.
 */
final class Scheduler {
  private final Engine engine;
  private final Tokenizer tokenizer;
  private final ServingLimits limits;
  private final PictureSeer seer;
  private final PrefixReuse prefixes;
  private final KvRoom room;
  private final TenantTurns starts = new TenantTurns();
  private final TenantTurns tiles = new TenantTurns();
  private final TenantTurns prompts = new TenantTurns();
  private final ServingObserver observer;
  private final LongSupplier nanos;
  private final BlockingQueue<Sequence> arrivals =
      new LinkedBlockingQueue<>(); // bounded by admission
  private final List<Sequence> waiting = new ArrayList<>();
  private final List<Sequence> running = new ArrayList<>();
  private boolean stopped; // guarded by arrivals
  private boolean untrimmed; // a picture's scratch memory was freed since the last trim
  private volatile int runningCount;
  private volatile int reservedTokens;
  private volatile long cacheBytes;

  Scheduler(
      Engine engine,
      Tokenizer tokenizer,
      ServingLimits limits,
      PictureSeer seer,
      PrefixReuse prefixes,
      ServingObserver observer,
      LongSupplier nanos) {
    this.engine = engine;
    this.tokenizer = tokenizer;
    this.limits = limits;
    this.seer = seer;
    this.prefixes = prefixes;
    this.room = new KvRoom(engine);
    this.observer = observer;
    this.nanos = nanos;
  }

  /** Hands over a prepared sequence; from any thread. False when nothing will be run any more. */
  boolean submit(Sequence sequence) {
    synchronized (arrivals) {
      return !stopped && arrivals.add(sequence);
    }
  }

  int running() {
    return runningCount;
  }

  /** Share of the key-value room that is reserved, 0 to 1. */
  double cacheUse() {
    return (double) reservedTokens / capacity();
  }

  /** Bytes of keys and values that running sequences hold. */
  long cacheBytes() {
    return cacheBytes;
  }

  /** Tokens whose keys and values fit. */
  int capacity() {
    return Math.max(1, limits.cacheTokens(engine.config().text()));
  }

  /**
   * Runs until the thread is interrupted; then everything that was in flight fails as not ready.
   */
  void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (arrivals) {
        stopped = true;
        arrivals.drainTo(waiting);
      }
      ProblemException stopping =
          new ProblemException(
              WorkerProblem.NOT_READY, "The worker is stopping.", null, limits.retryAfter());
      List.copyOf(waiting).forEach(sequence -> fail(sequence, stopping));
      List.copyOf(running).forEach(sequence -> fail(sequence, stopping));
    }
  }

  private void turn() throws InterruptedException {
    if (running.isEmpty() && waiting.isEmpty()) {
      if (untrimmed && arrivals.isEmpty()) {
        engine.trim();
        untrimmed = false;
      }
      waiting.add(arrivals.take());
    }
    arrivals.drainTo(waiting);
    dropCancelled();
    while (running.size() < limits.maxRunning() && startNext()) {}
    if (running.isEmpty()) {
      return;
    }
    seeOnePicture();
    step();
  }

  private void dropCancelled() {
    for (Sequence sequence : List.copyOf(running)) {
      if (sequence.cancelled()) {
        abandon(sequence);
      }
    }
    for (Sequence sequence : List.copyOf(waiting)) {
      if (sequence.cancelled()) {
        abandon(sequence);
      }
    }
  }

  private void abandon(Sequence sequence) {
    leave(sequence);
    observer.cancelled();
  }

  /**
   * Starts the oldest sequence of the tenant that has fewest running, and of those with equally
   * many the one that had its last start longest ago; never overtakes it when it lacks room.
   */
  private boolean startNext() {
    Sequence next =
        waiting.stream()
            .min(Comparator.comparingLong(this::runningOfTenant).thenComparingLong(starts::of))
            .orElse(null);
    if (next == null || reservedTokens + next.prepared().reservedTokens() > capacity()) {
      return false;
    }
    waiting.remove(next);
    running.add(next);
    starts.served(next);
    count();
    try {
      next.begin(
          room.begin(next.prepared()), new TextStream(tokenizer), engine.config().stopTokens());
      prefixes.reuse(next);
      count();
    } catch (EngineException e) {
      fail(next, broken());
      return true;
    }
    next.place.release();
    next.startedNanos = nanos.getAsLong();
    observer.started(Duration.ofNanos(next.startedNanos - next.submittedNanos));
    next.listener.onEvent(
        new GenerationEvent.Accepted(
            next.prepared().prompt().tokens(),
            next.prepared().prompt().imageTokens(),
            next.cachedTokens));
    return true;
  }

  private long runningOfTenant(Sequence sequence) {
    return running.stream()
        .filter(other -> other.request.tenant().equals(sequence.request.tenant()))
        .count();
  }

  private void seeOnePicture() {
    Sequence next =
        running.stream()
            .filter(Sequence::needsPictures)
            .min(Comparator.comparingLong(tiles::of))
            .orElse(null);
    if (next == null) {
      return;
    }
    tiles.served(next);
    untrimmed = true;
    try {
      seer.seeNextTile(next);
    } catch (EngineException e) {
      fail(next, broken());
    }
  }

  private void step() {
    List<Sequence> taking = new ArrayList<>();
    List<Chunk> chunks = new ArrayList<>();
    for (Sequence sequence : List.copyOf(running)) {
      if (!sequence.prefilling() && hasRoomForOneMore(sequence)) {
        taking.add(sequence);
        chunks.add(sequence.tokenChunk());
      }
    }
    addPrompts(taking, chunks);
    if (chunks.isEmpty()) {
      return;
    }
    List<float[]> logits;
    try {
      logits = engine.step(chunks);
    } catch (EngineException e) {
      taking.forEach(sequence -> fail(sequence, broken()));
      return;
    }
    observer.stepped(chunks.stream().mapToInt(chunk -> chunk.ids().length).sum());
    int row = 0;
    for (int i = 0; i < taking.size(); i++) {
      Sequence sequence = taking.get(i);
      sequence.filled += chunks.get(i).ids().length;
      if (chunks.get(i).logits() == Chunk.Wanted.LAST) {
        give(sequence, logits.get(row++));
      }
    }
  }

  private boolean hasRoomForOneMore(Sequence sequence) {
    try {
      if (room.growFor(sequence)) {
        count();
      }
      return true;
    } catch (EngineException e) {
      fail(sequence, broken());
      return false;
    }
  }

  /** Pieces of prompts up to the step's bound, tenant by tenant in turn. */
  private void addPrompts(List<Sequence> taking, List<Chunk> chunks) {
    int budget = limits.prefillTokens();
    List<Sequence> prefilling =
        running.stream()
            .filter(sequence -> sequence.prefilling() && !sequence.needsPictures())
            .sorted(Comparator.comparingLong(prompts::of))
            .toList();
    for (Sequence sequence : prefilling) {
      if (budget == 0) {
        return;
      }
      Chunk chunk = sequence.promptChunk(budget);
      budget -= chunk.ids().length;
      prompts.served(sequence);
      taking.add(sequence);
      chunks.add(chunk);
    }
  }

  private void give(Sequence sequence, float[] logits) {
    Answer answer = sequence.answer();
    GenerationEvent.Delta delta = answer.take(logits, sequence.request.logprobs(), tokenizer);
    long now = nanos.getAsLong();
    if (answer.size() == 1) {
      sequence.firstTokenNanos = now;
      observer.firstToken(Duration.ofNanos(now - sequence.submittedNanos));
    } else {
      observer.nextToken(Duration.ofNanos(now - sequence.lastTokenNanos));
    }
    sequence.lastTokenNanos = now;
    if (sequence.cancelled()) {
      return; // leaves at the next turn, silently
    }
    sequence.listener.onEvent(delta);
    GenerationEvent.Reason reason = answer.reason();
    if (reason != null) {
      finish(sequence, reason, now);
    }
  }

  private void finish(Sequence sequence, GenerationEvent.Reason reason, long now) {
    GenerationEvent.Usage usage =
        new GenerationEvent.Usage(
            sequence.prepared().prompt().tokens(),
            sequence.prepared().prompt().imageTokens(),
            sequence.cachedTokens,
            sequence.answer().size());
    prefixes.keep(sequence);
    leave(sequence);
    observer.finished(
        new Served(
            reason,
            usage,
            sequence.prepared().maxOutput(),
            Duration.ofNanos(sequence.startedNanos - sequence.submittedNanos),
            Duration.ofNanos(sequence.firstTokenNanos - sequence.startedNanos),
            Duration.ofNanos(now - sequence.firstTokenNanos)));
    sequence.listener.onEvent(new GenerationEvent.Finished(reason, usage));
  }

  private void fail(Sequence sequence, ProblemException problem) {
    leave(sequence);
    observer.refused((WorkerProblem) problem.problem());
    sequence.listener.onFailure(problem);
  }

  /** Frees what the sequence holds. */
  private void leave(Sequence sequence) {
    waiting.remove(sequence);
    running.remove(sequence);
    sequence.place.release();
    seer.end(sequence);
    if (sequence.cache != null) {
      sequence.cache.close();
      sequence.cache = null;
    }
    count();
  }

  private void count() {
    runningCount = running.size();
    reservedTokens =
        running.stream().mapToInt(sequence -> sequence.prepared().reservedTokens()).sum();
    cacheBytes = running.stream().mapToLong(Scheduler::bytesOf).sum();
  }

  private static long bytesOf(Sequence sequence) {
    return sequence.cache == null ? 0 : sequence.cache.bytes();
  }

  private static ProblemException broken() {
    return new ProblemException(WorkerProblem.ENGINE_FAILED, "The engine failed on this request.");
  }
}
