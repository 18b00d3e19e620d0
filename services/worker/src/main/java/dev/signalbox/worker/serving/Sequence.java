package dev.signalbox.worker.serving;

import dev.signalbox.worker.engine.Chunk;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.engine.KvCache;
import dev.signalbox.worker.prompt.Prompt;
import dev.signalbox.worker.prompt.TextStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request on the engine. Only {@link #cancel} may be called from another thread than the
 * scheduler's.
 */
final class Sequence implements Ticket {
  final GenerationRequest request;
  final GenerationListener listener;
  final Admission.Place place;
  final long submittedNanos;
  private volatile boolean cancelled;

  // Set by the preparation, before the scheduler sees the sequence.
  private @Nullable Prepared prepared;
  final List<String> pinned = new ArrayList<>();

  // The scheduler's own.
  @Nullable KvCache cache;
  @Nullable Features joined;
  @Nullable Answer answer;
  final List<Features> tilesSeen = new ArrayList<>();
  int picturesSeen;
  int cachedTokens;
  int filled;
  long startedNanos;
  long firstTokenNanos;
  long lastTokenNanos;

  Sequence(
      GenerationRequest request, GenerationListener listener, Admission.Place place, long now) {
    this.request = request;
    this.listener = listener;
    this.place = place;
    this.submittedNanos = now;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** Gives it what it needs to run, and the preparation's pins with it. */
  void prepared(Prepared ready) {
    prepared = ready;
    for (Prepared.Picture picture : ready.pictures()) {
      if (picture.cached()) {
        pinned.add(picture.key());
      }
    }
  }

  Prepared prepared() {
    if (prepared == null) {
      throw new IllegalStateException("not prepared");
    }
    return prepared;
  }

  Answer answer() {
    if (answer == null) {
      throw new IllegalStateException("not running");
    }
    return answer;
  }

  void begin(KvCache room, TextStream text, List<Long> stopTokens) {
    cache = room;
    answer = new Answer(request, prepared(), stopTokens, text);
  }

  /** Whether pictures have still to be seen before the rest of the prompt can be computed. */
  boolean needsPictures() {
    return joined == null && filled <= lastPictureRow();
  }

  private long lastPictureRow() {
    long[] rows = prepared().prompt().pictureRows();
    return rows.length == 0 ? -1 : rows[rows.length - 1];
  }

  boolean prefilling() {
    return filled < prepared().prompt().tokens();
  }

  /** The next piece of the prompt, at most {@code limit} tokens. */
  Chunk promptChunk(int limit) {
    Prompt prompt = prepared().prompt();
    int end = Math.min(prompt.tokens(), filled + limit);
    long[] rows = prompt.pictureRows();
    int first = lowerBound(rows, filled);
    int last = lowerBound(rows, end);
    long[] own = new long[last - first];
    for (int i = 0; i < own.length; i++) {
      own[i] = rows[first + i] - filled;
    }
    return new Chunk(
        room(),
        filled,
        Arrays.copyOfRange(prompt.ids(), filled, end),
        positions(filled, end),
        own,
        joined,
        first,
        end == prompt.tokens() ? Chunk.Wanted.LAST : Chunk.Wanted.NONE);
  }

  /** The token chosen last. */
  Chunk tokenChunk() {
    return Chunk.single(room(), filled, answer().lastToken(), filled);
  }

  private KvCache room() {
    if (cache == null) {
      throw new IllegalStateException("no cache");
    }
    return cache;
  }

  /** Marks of everything in the cache, for the prefix cache. */
  long[] marks() {
    long[] marks = Arrays.copyOf(prepared().marks(), filled);
    long[] output = answer().tokens();
    for (int i = prepared().prompt().tokens(), from = 0; i < filled; i++, from++) {
      marks[i] = output[from];
    }
    return marks;
  }

  private static long[] positions(int from, int to) {
    long[] positions = new long[to - from];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (long) from + i;
    }
    return positions;
  }

  private static int lowerBound(long[] rows, int value) {
    int at = Arrays.binarySearch(rows, value);
    return at < 0 ? -at - 1 : at;
  }
}
