package dev.signalbox.worker.engine;

import org.jspecify.annotations.Nullable;

/**
 * The next tokens of one sequence: a piece of its prompt, or the one token just chosen.
 *
 * @param cache the sequence's keys and values; tokens before {@code start} are already in it
 * @param start tokens already in the cache
 * @param ids the tokens
 * @param positions rotary position of each token
 * @param pictureRows rows of {@code ids} that take picture embeddings, ascending
 * @param pictures embeddings; row {@code firstFeature} goes to the first picture row
 * @param firstFeature first embedding used
 * @param logits which rows' logits are wanted
 */
@SuppressWarnings("ArrayRecordComponent")
public record Chunk(
    KvCache cache,
    int start,
    long[] ids,
    long[] positions,
    long[] pictureRows,
    @Nullable Features pictures,
    int firstFeature,
    Wanted logits) {
  /** Rows whose logits are computed. */
  public enum Wanted {
    NONE,
    LAST,
    ALL
  }

  public Chunk {
    if (ids.length == 0
        || ids.length != positions.length
        || start < 0
        || start + ids.length > cache.capacity()) {
      throw new IllegalArgumentException(
          "%d tokens with %d positions from %d on do not fit a cache of %d"
              .formatted(ids.length, positions.length, start, cache.capacity()));
    }
    if (pictureRows.length > 0
        && (pictures == null
            || firstFeature < 0
            || firstFeature + pictureRows.length > pictures.tokens())) {
      throw new IllegalArgumentException("picture rows without embeddings for all of them");
    }
  }

  /** One chosen token, whose logits are wanted. */
  public static Chunk single(KvCache cache, int start, long id, long position) {
    return new Chunk(
        cache, start, new long[] {id}, new long[] {position}, new long[0], null, 0, Wanted.LAST);
  }

  int wantedRows() {
    return switch (logits) {
      case NONE -> 0;
      case LAST -> 1;
      case ALL -> ids.length;
    };
  }
}
