package dev.signalbox.ingress.upstream;

/** One attempt under way; to be used on the context that started it. */
public interface ModelCall {
  /** Gives up: the upstream's request is reset at once and the listener hears nothing more. */
  void cancel();

  /** Reads no further until {@link #resume}; what was read before may still arrive. */
  void pause();

  void resume();
}
