package dev.signalbox.worker.serving;

import dev.signalbox.worker.cache.PinnedCache;
import dev.signalbox.worker.engine.Engine;
import dev.signalbox.worker.engine.Features;
import dev.signalbox.worker.preprocess.PixelScale;
import dev.signalbox.worker.preprocess.RgbImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a sequence's pictures into embeddings, a tile at a time, through the cache. On the
 * scheduler's thread.
 */
final class PictureSeer {
  private final Engine engine;
  private final PixelScale scale;
  private final PinnedCache<Features> cache;

  PictureSeer(Engine engine, PixelScale scale, PinnedCache<Features> cache) {
    this.engine = engine;
    this.scale = scale;
    this.cache = cache;
  }

  /**
   * Sees one tile of the sequence's first unseen picture, and joins the embeddings when that was
   * the last.
   */
  void seeNextTile(Sequence sequence) {
    List<Prepared.Picture> pictures = sequence.prepared().pictures();
    while (sequence.picturesSeen < pictures.size()) {
      Prepared.Picture picture = pictures.get(sequence.picturesSeen);
      if (picture.cached() || pinnedMeanwhile(sequence, picture)) {
        sequence.picturesSeen++;
        continue;
      }
      RgbImage tile = picture.tiles().get(sequence.tilesSeen.size());
      float[] pixels = new float[tile.rgb().length];
      scale.write(tile, pixels, 0);
      sequence.tilesSeen.add(engine.embed(pixels, 1));
      if (sequence.tilesSeen.size() < picture.tiles().size()) {
        return;
      }
      Features whole = engine.join(sequence.tilesSeen);
      closeTiles(sequence);
      cache.putPinned(picture.key(), whole);
      sequence.pinned.add(picture.key());
      sequence.picturesSeen++;
      if (sequence.picturesSeen < pictures.size()) {
        return;
      }
    }
    join(sequence);
  }

  /** Another request may have seen the same picture since this one was prepared. */
  private boolean pinnedMeanwhile(Sequence sequence, Prepared.Picture picture) {
    if (!sequence.tilesSeen.isEmpty() || cache.pinUncounted(picture.key()) == null) {
      return false;
    }
    sequence.pinned.add(picture.key());
    return true;
  }

  private void join(Sequence sequence) {
    Map<String, Features> byKey = new HashMap<>();
    List<Features> parts = new ArrayList<>();
    for (Prepared.Picture picture : sequence.prepared().pictures()) {
      Features part = byKey.computeIfAbsent(picture.key(), this::pinnedValue);
      parts.add(part);
    }
    sequence.joined = engine.join(parts);
    unpin(sequence);
  }

  private Features pinnedValue(String key) {
    Features value = cache.pinUncounted(key);
    if (value == null) {
      throw new IllegalStateException("a pinned picture is gone");
    }
    cache.unpin(key);
    return value;
  }

  /** Frees what the sequence holds of pictures. */
  void end(Sequence sequence) {
    closeTiles(sequence);
    if (sequence.joined != null) {
      sequence.joined.close();
      sequence.joined = null;
    }
    unpin(sequence);
  }

  private static void closeTiles(Sequence sequence) {
    sequence.tilesSeen.forEach(Features::close);
    sequence.tilesSeen.clear();
  }

  private void unpin(Sequence sequence) {
    sequence.pinned.forEach(cache::unpin);
    sequence.pinned.clear();
  }
}
