package dev.signalbox.platform.tracing;

/** Where ended spans go. */
public interface Traces {
  /** Whether anything is done with them. */
  boolean on();

  /** Whether a request that came without a trace begins one that is recorded. */
  boolean sampleRoot();

  /** Must be quick: it is called on event loops. A span that finds no room is dropped. */
  void ended(Span span);

  static Traces off() {
    return Off.INSTANCE;
  }

  /** Nothing is recorded. */
  enum Off implements Traces {
    INSTANCE;

    @Override
    public boolean on() {
      return false;
    }

    @Override
    public boolean sampleRoot() {
      return false;
    }

    @Override
    public void ended(Span span) {}
  }
}
