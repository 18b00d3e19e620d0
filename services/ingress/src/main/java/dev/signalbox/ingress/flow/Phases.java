package dev.signalbox.ingress.flow;

/** Where a request's time went, for {@code Server-Timing} and metrics. Used on one context only. */
public final class Phases {
  private final long start;
  private final StringBuilder header = new StringBuilder(96);
  private long mark;
  private long upstreamNanos;

  public Phases() {
    this.start = System.nanoTime();
    this.mark = start;
  }

  /** The phase {@code name} ends here, and the next one begins. */
  public void end(String name) {
    long now = System.nanoTime();
    add(name, now - mark);
    mark = now;
  }

  /** As {@link #end}, for the time that was spent waiting for a model. */
  public void endUpstream() {
    long before = mark;
    end("upstream");
    upstreamNanos += mark - before;
  }

  private void add(String name, long nanos) {
    if (!header.isEmpty()) {
      header.append(", ");
    }
    long micros = nanos / 1_000;
    header.append(name).append(";dur=").append(micros / 1_000).append('.');
    long rest = micros % 1_000;
    header.append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
  }

  /** Milliseconds by phase, as the header has them. */
  public String serverTiming() {
    return header.toString();
  }

  public long totalNanos() {
    return System.nanoTime() - start;
  }

  /**
   * Time that was not spent waiting for a model; only meaningful once {@link #endUpstream} was
   * called.
   */
  public long addedNanos() {
    return Math.max(0, totalNanos() - upstreamNanos);
  }
}
