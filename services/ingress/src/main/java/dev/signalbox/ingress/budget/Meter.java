package dev.signalbox.ingress.budget;

import java.util.function.Consumer;

/** One budget through the periods. Thread-safe. */
final class Meter {
  private final Consumer<Slice> opened;
  private volatile Budget budget;
  private volatile Slice current;

  /**
   * @param opened told of each slice that begins
   */
  Meter(Budget budget, long epochSecond, long now, Consumer<Slice> opened) {
    this.budget = budget;
    this.opened = opened;
    this.current = new Slice(budget, budget.period().startOf(epochSecond), now);
    opened.accept(current);
  }

  Budget budget() {
    return budget;
  }

  /** The cap may change at any time; what counts and when does not. */
  synchronized void budget(Budget changed) {
    budget = changed;
    current.budget(changed);
  }

  /** The slice of this moment; a clock that steps back stays in the newer period. */
  Slice at(long epochSecond, long now) {
    Slice slice = current;
    return epochSecond < slice.end() ? slice : next(epochSecond, now);
  }

  private synchronized Slice next(long epochSecond, long now) {
    if (epochSecond >= current.end()) {
      current = new Slice(budget, budget.period().startOf(epochSecond), now);
      opened.accept(current);
    }
    return current;
  }
}
