package dev.signalbox.verdict.savings;

import dev.signalbox.platform.money.Money;
import org.jspecify.annotations.Nullable;

/** A sum over charges, either all of them simulated or none. */
public record SavingsTotal(long requests, Money billed, Money reference, Money saved) {
  public static final SavingsTotal NONE = new SavingsTotal(0, Money.ZERO, Money.ZERO, Money.ZERO);

  public SavingsTotal plus(SavingsTotal other) {
    return new SavingsTotal(
        Math.addExact(requests, other.requests),
        billed.plus(other.billed),
        reference.plus(other.reference),
        saved.plus(other.saved));
  }

  /** Saved as a share of what the reference would have cost; null where that is nothing. */
  public @Nullable Double share() {
    return reference.nanoUsd() == 0 ? null : (double) saved.nanoUsd() / reference.nanoUsd();
  }

  public boolean isEmpty() {
    return requests == 0;
  }
}
