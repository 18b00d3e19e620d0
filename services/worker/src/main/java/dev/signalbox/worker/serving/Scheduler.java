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
 * another's long prompt or picture.
 */
final class Scheduler {
  private final Engine engine;
  private final Tokenizer tokenizer;
  private final ServingLimits limits;
  private final PictureSeer seer;
  private final PrefixReuse prefixes;
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

  private int capacity() {
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
        leave(sequence);
      }
    }
    for (Sequence sequence : List.copyOf(waiting)) {
      if (sequence.cancelled()) {
        leave(sequence);
      }
    }
  }

  /**
   * Starts the oldest sequence of the tenant that has fewest running; never overtakes it when it
   * lacks room.
   */
  private boolean startNext() {
    Sequence next =
        waiting.stream().min(Comparator.comparingLong(this::runningOfTenant)).orElse(null);
    if (next == null || reservedTokens + next.prepared().reservedTokens() > capacity()) {
      return false;
    }
    waiting.remove(next);
    running.add(next);
    count();
    try {
      next.begin(
          engine.cache(next.prepared().reservedTokens()),
          new TextStream(tokenizer),
          engine.config().stopTokens());
      prefixes.reuse(next);
    } catch (EngineException e) {
      fail(next, broken());
      return true;
    }
    next.place.release();
    observer.started(Duration.ofNanos(nanos.getAsLong() - next.submittedNanos));
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
    for (Sequence sequence : running) {
      if (sequence.needsPictures()) {
        try {
          untrimmed = true;
          seer.seeNextTile(sequence);
        } catch (EngineException e) {
          fail(sequence, broken());
        }
        return;
      }
    }
  }

  private void step() {
    List<Sequence> taking = new ArrayList<>();
    List<Chunk> chunks = new ArrayList<>();
    int budget = limits.prefillTokens();
    for (Sequence sequence : running) {
      if (!sequence.prefilling()) {
        taking.add(sequence);
        chunks.add(sequence.tokenChunk());
      } else if (budget > 0 && !sequence.needsPictures()) {
        Chunk chunk = sequence.promptChunk(budget);
        budget -= chunk.ids().length;
        taking.add(sequence);
        chunks.add(chunk);
      }
    }
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
    int row = 0;
    for (int i = 0; i < taking.size(); i++) {
      Sequence sequence = taking.get(i);
      sequence.filled += chunks.get(i).ids().length;
      if (chunks.get(i).logits() == Chunk.Wanted.LAST) {
        give(sequence, logits.get(row++));
      }
    }
  }

  private void give(Sequence sequence, float[] logits) {
    Answer answer = sequence.answer();
    GenerationEvent.Delta delta = answer.take(logits, sequence.request.logprobs(), tokenizer);
    long now = nanos.getAsLong();
    if (answer.size() == 1) {
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
    observer.finished(reason, usage, Duration.ofNanos(now - sequence.submittedNanos));
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
  }

  private static ProblemException broken() {
    return new ProblemException(WorkerProblem.ENGINE_FAILED, "The engine failed on this request.");
  }
}
