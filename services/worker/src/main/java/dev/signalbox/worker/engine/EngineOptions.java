package dev.signalbox.worker.engine;

/**
 * How the engine runs.
 *
 * @param threads libtorch's threads inside one operation
 */
public record EngineOptions(int threads) {
  public EngineOptions {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 1 to 1024, not " + threads);
    }
  }
}
