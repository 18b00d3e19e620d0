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

  /** Requests get a trace's name, for the log; no span is kept. */
  static Traces named() {
    return Named.INSTANCE;
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

  /** Named, not recorded. */
  enum Named implements Traces {
    INSTANCE;

    @Override
    public boolean on() {
      return true;
    }

    @Override
    public boolean sampleRoot() {
      return false;
    }

    @Override
    public void ended(Span span) {}
  }
}
