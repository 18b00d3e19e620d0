package dev.signalbox.ingress.budget;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What was set aside for one request in every budget that it counts against. Settled or released
 * once, whichever comes first, in the period in which it was made. Thread-safe.
 */
public final class Reservation {
  private static final Slice[] NOWHERE = {};

  private final Slice[] slices;
  private final Amount reserved;
  private final AtomicBoolean over = new AtomicBoolean();

  Reservation(Slice[] slices, Amount reserved) {
    this.slices = slices;
    this.reserved = reserved;
  }

  /** Counts against nothing. */
  public static Reservation none() {
    return new Reservation(NOWHERE, Amount.NONE);
  }

  /** Books what was used and returns the rest. */
  public void settle(Amount actual) {
    if (over.compareAndSet(false, true)) {
      for (Slice slice : slices) {
        Budget.Unit unit = slice.budget().unit();
        slice.settle(reserved.in(unit), actual.in(unit));
      }
    }
  }

  /** Returns everything: nothing was used. */
  public void release() {
    if (over.compareAndSet(false, true)) {
      for (Slice slice : slices) {
        slice.release(reserved.in(slice.budget().unit()));
      }
    }
  }
}
