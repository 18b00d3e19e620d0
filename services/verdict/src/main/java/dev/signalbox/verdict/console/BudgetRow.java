package dev.signalbox.verdict.console;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.budget.Budget;
import java.util.Locale;

/** A budget as the page shows it. */
public record BudgetRow(Budget budget) {
  private static final long WHOLE = 100;

  public String cap() {
    return amount(budget.cap());
  }

  public String spent() {
    return amount(budget.spent());
  }

  public String reserved() {
    return budget.reserved() == 0 ? "–" : amount(budget.reserved());
  }

  /** Width of the bar: what is spent, in percent of the cap. */
  public long filled() {
    if (budget.cap() == 0) {
      return WHOLE;
    }
    return Math.min(WHOLE, Math.round((double) budget.spent() * WHOLE / budget.cap()));
  }

  public boolean full() {
    return budget.spent() >= budget.cap();
  }

  private String amount(long amount) {
    return budget.unit().equals("tokens")
        ? String.format(Locale.ROOT, "%,d tokens", amount)
        : Display.usd(Money.ofNanoUsd(amount));
  }
}
