package dev.signalbox.ingress.dialect;

/** Tells a stream of chat completion chunks in the events of another API. */
public interface ChunkStream {
  /** Takes one chunk; what is to be sent is in {@link #take}. */
  void chunk(byte[] json, int length);

  /** The stream ended as it should. */
  void finish();

  /** What is to be sent since the last time; may be empty. */
  String take();
}
