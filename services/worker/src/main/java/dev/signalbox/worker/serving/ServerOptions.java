package dev.signalbox.worker.serving;

import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.preprocess.PixelLimits;

/**
 * How a folder is served.
 *
 * @param prepareThreads threads that decode and cut pictures
 * @param pictureCacheBytes bound of the picture embeddings' cache
 * @param prefixCacheBytes bound of the prefix cache
 */
public record ServerOptions(
    EngineOptions engine,
    ServingLimits limits,
    PixelLimits pixels,
    int prepareThreads,
    long pictureCacheBytes,
    long prefixCacheBytes) {
  /** For a laptop, in float32. */
  public static ServerOptions standard(int threads) {
    return standard(new EngineOptions(threads));
  }

  /** For a laptop. */
  public static ServerOptions standard(EngineOptions engine) {
    return new ServerOptions(
        engine, ServingLimits.DEFAULT, PixelLimits.DEFAULT, 1, 64L << 20, 96L << 20);
  }
}
